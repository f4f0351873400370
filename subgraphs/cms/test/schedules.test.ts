import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@tessera/tenancy';
import { eventually } from '@tessera/testkit';
import { PrismaClient } from '../../../prisma/cms/client/client.ts';
import { fireDueSchedules } from '../src/services/schedules/fire-schedules.ts';
import { picture, upload } from './support/files.ts';
import { addItem, addType, change, field, publish, save, startCms, type Caller, type Cms, type Item } from './support/site.ts';

const SCHEDULE =
  'mutation ($id: ID!, $version: Int!, $action: PublicationAction!, $at: DateTime!) {' +
  ' schedule: scheduleContentItem(id: $id, version: $version, action: $action, at: $at) { id status dueAt revision } }';
const STATE =
  'query ($id: ID!) { contentItem(id: $id) { id version state revision publishedRevision' +
  ' schedules { nodes { id action status failure settledAt } } publications { nodes { action revision scheduleId actor { id } } } } }';
const LATER = '2027-05-01T08:00:00.000Z';

let cms: Cms;
let owner: Caller;
beforeAll(async () => {
  cms = await startCms();
});
afterAll(() => cms.stop());
beforeEach(async () => {
  owner = cms.addSite().as('OWNER');
  await addType(owner, 'post', [field('title', { required: true }), field('code', { unique: true })]);
});

const reviewed = async (title: string) => change(owner, 'submitContentItem', await addItem(owner, 'post', { title }));
const schedule = async (item: Pick<Item, 'id' | 'version'>, action: string) => (await owner.get(SCHEDULE, { ...item, action, at: LATER }))['schedule'];
const stateOf = async ({ id }: Pick<Item, 'id'>) => (await owner.get(STATE, { id }))['contentItem'];

/** Lets its time come, the first named first. */
async function makeDue(...ids: string[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const at = `now() - interval '1 hour' + interval '${index} minutes'`;
    await cms.subgraph.database.sql(`UPDATE content_schedules SET due_at = ${at} WHERE id = $1`, [id]);
  }
}

const settled = (item: Pick<Item, 'id'>) =>
  eventually(async () => {
    const state = await stateOf(item);
    return state.schedules.nodes.every(({ status }: { status: string }) => status !== 'PENDING') && state;
  });

describe('what is scheduled', () => {
  it('is published at its time, and taken away at its time', async () => {
    const item = await reviewed('Campaign');
    const start = await schedule(item, 'PUBLISH');
    const end = await schedule(item, 'UNPUBLISH');
    expect(start).toMatchObject({ status: 'PENDING', dueAt: LATER, revision: 1 });
    await makeDue(start.id);
    const during = await eventually(async () => {
      const state = await stateOf(item);
      return state.state === 'PUBLISHED' && state;
    });
    expect(during.publications.nodes).toEqual([{ action: 'PUBLISH', revision: 1, scheduleId: start.id, actor: null }]);
    await makeDue(end.id);
    expect(await settled(item)).toMatchObject({ state: 'DRAFT', publishedRevision: null });
  });

  it('is done in order when both times came while the service was down', async () => {
    const item = await reviewed('Missed');
    const [start, end] = [await schedule(item, 'PUBLISH'), await schedule(item, 'UNPUBLISH')];
    await cms.subgraph.database.sql(`UPDATE content_schedules SET due_at = CASE id WHEN $1 THEN now() - interval '2 hours' ELSE now() - interval '1 hour' END WHERE id IN ($1, $2)`, [start.id, end.id]);
    const { publications, state } = await settled(item);
    expect(publications.nodes.map(({ action }: { action: string }) => action)).toEqual(['UNPUBLISH', 'PUBLISH']);
    expect(state).toBe('DRAFT');
  });

  it('keeps to the revision that was scheduled; what was written since stays a draft', async () => {
    const item = await reviewed('Reviewed');
    const { id } = await schedule(item, 'PUBLISH');
    await save(owner, item, { data: { title: 'Not reviewed' } });
    await makeDue(id);
    expect(await settled(item)).toMatchObject({ state: 'DRAFT', revision: 2, publishedRevision: 1 });
    const { publishedItem } = await owner.get('{ publishedItem(type: "post", slug: "reviewed") { title } }');
    expect(publishedItem).toEqual({ title: 'Reviewed' });
  });

  it('is done once by however many replicas', async () => {
    const items = await Promise.all(['A', 'B', 'C', 'D'].map((letter) => reviewed(`Item ${letter}`)));
    const ids = await Promise.all(items.map(async (item) => (await schedule(item, 'PUBLISH')).id as string));
    const replicas = Array.from({ length: 3 }, () => openDatabase({ ...cms.subgraph.database, PrismaClient }));
    const failures: unknown[] = [];
    await makeDue(...ids);
    await Promise.all(replicas.map((database) => fireDueSchedules(database, (error) => failures.push(error))));
    for (const item of items) expect((await settled(item)).publications.nodes).toHaveLength(1);
    await Promise.all(replicas.map((database) => database.close()));
    expect(failures).toEqual([]);
  });

  it('fails with its reason when it can no longer be done, and does not come back', async () => {
    const item = await change(owner, 'submitContentItem', await addItem(owner, 'post', { title: 'Short' }));
    const { id } = await schedule(item, 'PUBLISH');
    const { contentTypes } = await owner.get('{ contentTypes { nodes { id version } } }');
    const stricter = [field('title', { required: true, min: 10 }), field('code', { unique: true })];
    await owner.get('mutation ($id: ID!, $version: Int!, $fields: [ContentFieldInput!]!) { updateContentType(id: $id, version: $version, input: { fields: $fields }) { id } }', { ...contentTypes.nodes[0], fields: stricter });
    await makeDue(id);
    const { schedules, publications } = await settled(item);
    expect(schedules.nodes).toMatchObject([{ id, status: 'FAILED', failure: expect.stringContaining('at least 10 characters') }]);
    expect(publications.nodes).toEqual([]);
  });

  it('fails with its reason when a file of it is gone', async () => {
    const { contentTypes } = await owner.get('{ contentTypes { nodes { id version } } }');
    const fields = [field('title', { required: true }), field('code', { unique: true }), field('image', { kind: 'MEDIA' })];
    await owner.get('mutation ($id: ID!, $version: Int!, $fields: [ContentFieldInput!]!) { updateContentType(id: $id, version: $version, input: { fields: $fields }) { id } }', { ...contentTypes.nodes[0], fields });
    const { body } = await upload(cms, owner, await picture(10, 10));
    const item = await change(owner, 'submitContentItem', await addItem(owner, 'post', { title: 'With a picture', image: body.id }));
    const { id } = await schedule(item, 'PUBLISH');
    // As a restored database may have it.
    await cms.subgraph.database.sql('DELETE FROM media_uses WHERE media_id = $1', [body.id]);
    await cms.subgraph.database.sql('DELETE FROM media_files WHERE id = $1', [body.id]);
    await makeDue(id);
    const { schedules, publications } = await settled(item);
    expect(schedules.nodes).toMatchObject([{ id, status: 'FAILED', failure: expect.stringContaining('no such media file') }]);
    expect(publications.nodes).toEqual([]);
  });

  it('is called off by hand, by a later publication, and with the item', async () => {
    const one = await reviewed('By hand');
    const { id } = await schedule(one, 'PUBLISH');
    const CANCEL = 'mutation ($id: ID!) { cancelContentSchedule(id: $id) { status } }';
    expect((await owner.get(CANCEL, { id }))['cancelContentSchedule'].status).toBe('CANCELLED');
    expect((await owner.ask(CANCEL, { id })).codes).toEqual(['CONFLICT']);

    const two = await reviewed('Published at once');
    await schedule(two, 'PUBLISH');
    await change(owner, 'publishContentItem', two);
    expect((await stateOf(two)).schedules.nodes).toMatchObject([{ status: 'CANCELLED' }]);

    const three = await publish(owner, await addItem(owner, 'post', { title: 'Put away' }));
    await schedule(three, 'UNPUBLISH');
    await change(owner, 'archiveContentItem', three);
    expect((await stateOf(three)).schedules.nodes).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('is refused for a draft, a time that is past, and a second time', async () => {
    const draft = await addItem(owner, 'post', { title: 'Draft' });
    expect((await owner.ask(SCHEDULE, { ...draft, action: 'PUBLISH', at: LATER })).codes).toEqual(['CONFLICT']);
    expect((await owner.ask(SCHEDULE, { ...draft, action: 'UNPUBLISH', at: LATER })).codes).toEqual(['CONFLICT']);
    const item = await reviewed('Item');
    const past = await owner.ask(SCHEDULE, { ...item, action: 'PUBLISH', at: '2020-01-01T00:00:00Z' });
    expect([past.codes, past.errors[0]?.extensions['field']]).toEqual([['BAD_USER_INPUT'], 'at']);
    await schedule(item, 'PUBLISH');
    expect((await owner.ask(SCHEDULE, { ...item, action: 'PUBLISH', at: LATER })).codes).toEqual(['CONFLICT']);
  });

  it('is listed by time for those who see the item', async () => {
    const item = await reviewed('Listed');
    await schedule(item, 'PUBLISH');
    const query = '{ contentSchedules(filter: { status: [PENDING], dueFrom: "2027-01-01T00:00:00Z" }) { totalCount nodes { action item { title } } } }';
    expect((await owner.get(query))['contentSchedules']).toEqual({ totalCount: 1, nodes: [{ action: 'PUBLISH', item: { title: 'Listed' } }] });
    expect((await cms.addSite().as('OWNER').get(query))['contentSchedules'].totalCount).toBe(0);
  });

  it('is for those who publish', async () => {
    const member = cms.addSite().as('MEMBER');
    expect((await member.ask(SCHEDULE, { id: owner.identity.userId, version: 1, action: 'PUBLISH', at: LATER })).codes).toEqual(['FORBIDDEN']);
  });
});

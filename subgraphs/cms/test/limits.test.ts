import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestPlans, eventually, startTestBilling, type TestBilling } from '@tessera/testkit';
import { leaveFor, picture, remains, send, upload } from './support/files.ts';
import { addItem, addType, field, startCms, type Caller, type Cms, type Site } from './support/site.ts';

const REQUEST = 'mutation ($input: MediaUploadInput!) { requestMediaUpload(input: $input) { mediaId } }';
const CREATE = 'mutation ($input: CreateContentItemInput!) { createContentItem(input: $input) { id } }';

const plans = createTestPlans();
let billing: TestBilling;
let cms: Cms;
let site: Site;
let owner: Caller;
beforeAll(async () => {
  billing = await startTestBilling(plans);
  cms = await startCms({ billing: billing.target });
});
afterAll(async () => {
  await cms?.stop();
  await billing.stop();
});
beforeEach(async () => {
  site = cms.addSite();
  owner = site.as('OWNER');
  await addType(owner, 'post', [field('title')]);
});

const create = (caller = owner, slug = 'another') => caller.ask(CREATE, { input: { type: 'post', slug, data: { title: slug } } });

describe('content items', () => {
  it('are as many as the plan allows, also of those who create them at once, and of a MEMBER who sees none', async () => {
    plans.give(site.tenantId, 'Starter', { content_items: 3 });
    await addItem(owner, 'post', { title: 'First' });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => create(site.as(index % 2 ? 'MEMBER' : 'OWNER'), `item-${index}`)));
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(2);
    const { errors } = await create();
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining('The plan Starter allows 3 content items, of which 3 are used'),
      extensions: { code: 'PLAN_LIMIT_REACHED', limit: 'content_items', allowed: 3, plan: 'Starter' },
    });
  });

  it('can be more as soon as the plan is another', async () => {
    plans.give(site.tenantId, 'Starter', { content_items: 1 });
    await addItem(owner, 'post', { title: 'First' });
    expect((await create()).codes).toEqual(['PLAN_LIMIT_REACHED']);
    plans.give(site.tenantId, 'Professional', { content_items: 2 });
    await eventually(async () => (await create()).codes.length === 0, { withinMs: 2_000 });
  });
});

describe('media', () => {
  it('that there is no room for are refused before they are sent', async () => {
    plans.give(site.tenantId, 'Starter', { media_bytes: 1_000 });
    const input = { fileName: 'picture.png', contentType: 'image/png', byteSize: 1_001 };
    expect((await owner.ask(REQUEST, { input })).codes).toEqual(['PLAN_LIMIT_REACHED']);
    expect((await owner.ask(REQUEST, { input: { ...input, byteSize: 1_000 } })).codes).toEqual([]);
  });

  it('that were allowed together and do not fit together are refused when they come, and leave nothing behind', async () => {
    const bytes = await picture();
    plans.give(site.tenantId, 'Starter', { media_bytes: bytes.length });
    const leaves = [await leaveFor(owner, bytes), await leaveFor(owner, bytes)];
    const answers = await Promise.all(leaves.map((leave) => send(cms, leave, bytes)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 403]));
    expect(answers.find(({ status }) => status === 403)?.body.error?.message).toContain(`The plan Starter allows ${bytes.length} media bytes`);
    expect(await remains(cms, site)).toMatchObject({ rows: 1, leftovers: 0 });
    expect((await remains(cms, site)).stored.every((path) => path.includes(answers.find(({ status }) => status === 201)!.body.id!))).toBe(true);
  });
});

// Last: billing does not come back.
describe('when billing is away', () => {
  it('what it said last holds, and who is not known yet goes free', async () => {
    plans.give(site.tenantId, 'Starter', { content_items: 1 });
    await addItem(owner, 'post', { title: 'First' });
    await billing.stop();
    expect((await create()).codes).toEqual(['PLAN_LIMIT_REACHED']);
    const stranger = cms.addSite().as('OWNER');
    await addType(stranger, 'post', [field('title')]);
    const before = Date.now();
    expect((await create(stranger)).codes).toEqual([]);
    expect(Date.now() - before).toBeLessThan(1_500);
    expect((await upload(cms, stranger, await picture())).status).toBe(201);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addItem, addType, change, field, ITEM, publish, save, startCms, transition, UPDATE, type Caller, type Cms, type Site } from './support/site.ts';

const CREATE = `mutation ($input: CreateContentItemInput!) { item: createContentItem(input: $input) ${ITEM} }`;
const READ = 'query ($slug: String!) { publishedItem(type: "article", slug: $slug) { title data revision } }';
const DELETE = 'mutation ($id: ID!, $version: Int!) { deleteContentItem(id: $id, version: $version) }';

let cms: Cms;
let site: Site;
let owner: Caller;
let member: Caller;
beforeAll(async () => {
  cms = await startCms();
});
afterAll(() => cms.stop());
beforeEach(async () => {
  site = cms.addSite();
  [owner, member] = [site.as('OWNER'), site.as('MEMBER')];
  const fields = [field('title', { required: true, max: 100 }), field('body', { kind: 'RICH_TEXT' }), field('sku', { unique: true })];
  await addType(owner, 'article', [...fields, field('rating', { kind: 'NUMBER', min: 1, max: 5 })]);
});

describe('an item', () => {
  it('goes from draft through review to its readers, and into the archive', async () => {
    const draft = await addItem(member, 'article', { title: 'Hello World' });
    expect(draft).toMatchObject({ state: 'DRAFT', slug: 'hello-world', title: 'Hello World', revision: 1, locale: 'en' });
    const submitted = await change(member, 'submitContentItem', draft);
    expect(submitted.state).toBe('IN_REVIEW');
    const published = await change(owner, 'publishContentItem', submitted);
    expect(published).toMatchObject({ state: 'PUBLISHED', publishedRevision: 1 });
    expect((await site.as('VIEWER').get(READ, { slug: 'hello-world' }))['publishedItem']).toMatchObject({ title: 'Hello World' });
    const archived = await change(member, 'archiveContentItem', published);
    expect(archived).toMatchObject({ state: 'ARCHIVED', publishedRevision: null });
    expect((await owner.get(READ, { slug: 'hello-world' }))['publishedItem']).toBeNull();
    expect((await change(owner, 'reviveContentItem', archived)).state).toBe('DRAFT');
  });

  it('stays as it is for readers while it is written anew, until that is published', async () => {
    const published = await publish(owner, await addItem(owner, 'article', { title: 'First' }));
    const edited = await save(owner, published, { data: { title: 'Second' }, slug: 'second' });
    expect(edited).toMatchObject({ state: 'DRAFT', revision: 2, publishedRevision: 1 });
    expect((await owner.get(READ, { slug: 'first' }))['publishedItem']).toMatchObject({ title: 'First', revision: 1 });
    await publish(owner, edited);
    expect((await owner.get(READ, { slug: 'first' }))['publishedItem']).toBeNull();
    expect((await owner.get(READ, { slug: 'second' }))['publishedItem']).toMatchObject({ title: 'Second', revision: 2 });
  });

  it('keeps each save as a revision, tells what changed, and restores one as a draft', async () => {
    const first = await publish(owner, await addItem(owner, 'article', { title: 'One', rating: 3 }, { note: 'Begun' }));
    const second = await save(owner, first, { data: { title: 'Two', rating: null, sku: 'A1' } });
    const diff = await owner.get('query ($id: ID!) { contentRevisionDiff(itemId: $id, from: 1, to: 2) { path kind before after } }', second);
    expect(diff['contentRevisionDiff']).toEqual(
      expect.arrayContaining([
        { path: 'data.title', kind: 'CHANGED', before: 'One', after: 'Two' },
        { path: 'data.rating', kind: 'REMOVED', before: 3, after: null },
        { path: 'data.sku', kind: 'ADDED', before: null, after: 'A1' },
      ]),
    );
    const restored = await change(owner, 'restoreContentRevision', second, ', revision: 1');
    expect(restored).toMatchObject({ state: 'DRAFT', revision: 3, publishedRevision: 1, title: 'One', data: { title: 'One', rating: 3 } });
    const LIST = 'query ($id: ID!) { contentItem(id: $id) { revisions(first: 2) { totalCount nodes { number note restoredFrom title } pageInfo { endCursor } } publications { nodes { action revision } } } }';
    const { contentItem } = await owner.get(LIST, restored);
    expect(contentItem.revisions.totalCount).toBe(3);
    expect(contentItem.revisions.nodes).toEqual([
      { number: 3, note: null, restoredFrom: 1, title: 'One' },
      { number: 2, note: null, restoredFrom: null, title: 'Two' },
    ]);
    expect(contentItem.publications.nodes).toEqual([{ action: 'PUBLISH', revision: 1 }]);
    const next = `query ($id: ID!) { contentItem(id: $id) { revisions(after: "${contentItem.revisions.pageInfo.endCursor}") { nodes { number note } } } }`;
    expect((await owner.get(next, restored))['contentItem'].revisions.nodes).toEqual([{ number: 1, note: 'Begun' }]);
  });

  it('is submitted only when it is complete, and says what is missing', async () => {
    const draft = await addItem(owner, 'article', { rating: 2 }, { slug: 'nameless' });
    expect((await owner.get('query ($id: ID!) { contentItem(id: $id) { problems { path message } } }', draft))['contentItem']).toEqual({
      problems: [{ path: 'data.title', message: 'It is missing: give it a value.' }],
    });
    const { codes, errors } = await owner.ask(transition('submitContentItem'), draft);
    expect([codes, errors[0]?.extensions['field']]).toEqual([['CONFLICT'], 'input.data.title']);
  });

  it('is published as a draft where its type needs no review, and only there', async () => {
    await addType(owner, 'note', [field('text')], { requiresReview: false });
    const note = await addItem(owner, 'note', { text: 'Quick' });
    expect((await change(owner, 'publishContentItem', note)).state).toBe('PUBLISHED');
    const article = await addItem(owner, 'article', { title: 'Slow' });
    expect((await owner.ask(transition('publishContentItem'), article)).codes).toEqual(['CONFLICT']);
  });

  it('is taken from its readers, and stays as a draft', async () => {
    const published = await publish(owner, await addItem(owner, 'article', { title: 'Gone' }));
    expect(await change(owner, 'unpublishContentItem', published)).toMatchObject({ state: 'DRAFT', publishedRevision: null });
    expect((await owner.get(READ, { slug: 'gone' }))['publishedItem']).toBeNull();
  });

  it('frees its slug when it is deleted', async () => {
    const published = await publish(owner, await addItem(owner, 'article', { title: 'Once' }));
    expect((await owner.get(DELETE, published))['deleteContentItem']).toBe(published.id);
    expect((await owner.get(READ, { slug: 'once' }))['publishedItem']).toBeNull();
    expect((await addItem(owner, 'article', { title: 'Once' })).revision).toBe(1);
  });
});

describe('data', () => {
  it.each([
    [{ title: 5 }, 'input.data.title', 'has to be a string'],
    [{ title: 'x'.repeat(101) }, 'input.data.title', 'Shorten it to 100 characters'],
    [{ title: 'T', rating: 6 }, 'input.data.rating', 'at most 5'],
    [{ title: 'T', other: 1 }, 'input.data.other', 'no such field'],
    [{ title: 'a\u0000b' }, 'input.data', 'NUL'],
  ])('%j is refused with place and cure', async (data, place, cure) => {
    const { codes, errors } = await owner.ask(CREATE, { input: { type: 'article', slug: 's', data } });
    expect([codes, errors[0]?.extensions['field']]).toEqual([['BAD_USER_INPUT'], place]);
    expect(errors[0]?.message).toContain(cure);
  });

  it('has every fault told at once', async () => {
    const { errors } = await owner.ask(CREATE, { input: { type: 'article', slug: 's', data: { title: 1, rating: 9 } } });
    expect(errors[0]?.message).toMatch(/`input\.data\.title`.*`input\.data\.rating`/);
  });

  it('has its rich text cleaned before it is kept', async () => {
    const body = '<p onclick="x()">Hi <script>alert(1)</script><a href="javascript:x">there</a></p>';
    const { data } = (await owner.get(CREATE, { input: { type: 'article', data: { title: 'T', body } } }))['item'];
    expect(data.body).toBe('<p>Hi <a rel="noopener nofollow">there</a></p>');
  });

  it('is refused for a type that there is not', async () => {
    expect((await owner.ask(CREATE, { input: { type: 'nothing', data: {} } })).codes).toEqual(['NOT_FOUND']);
  });
});

describe('what may stand once', () => {
  it('a slug, in its tenant, type and locale', async () => {
    await addItem(owner, 'article', { title: 'Same' });
    const { codes, errors } = await owner.ask(CREATE, { input: { type: 'article', data: { title: 'Same' } } });
    expect([codes, errors[0]?.extensions['field']]).toEqual([['CONFLICT'], 'input.slug']);
    await addType(owner, 'other', [field('title')]);
    await owner.get('mutation { setContentLocales(locales: [{ code: "en", isDefault: true }, { code: "de" }]) { code } }');
    const neighbour = cms.addSite().as('OWNER');
    await addType(neighbour, 'article', [field('title')]);
    const elsewhere = [
      await addItem(owner, 'other', { title: 'Same' }),
      await addItem(owner, 'article', { title: 'Same' }, { locale: 'de' }),
      await addItem(neighbour, 'article', { title: 'Same' }),
    ];
    expect(elsewhere.map(({ slug }) => slug)).toEqual(['same', 'same', 'same']);
  });

  it('is still held by what is published, after the working copy has let go of it', async () => {
    const published = await publish(owner, await addItem(owner, 'article', { title: 'Held', sku: 'S1' }));
    await save(owner, published, { slug: 'moved', data: { sku: 'S2' } });
    const taken = (data: object, slug: string) => owner.ask(CREATE, { input: { type: 'article', slug, data: { title: 'T', ...data } } });
    expect((await taken({}, 'held')).codes).toEqual(['CONFLICT']);
    expect((await taken({ sku: 'S1' }, 'new')).codes).toEqual(['CONFLICT']);
    expect((await taken({ sku: 'S2' }, 'new')).codes).toEqual(['CONFLICT']);
    expect((await taken({ sku: 'S3' }, 'new')).codes).toEqual([]);
  });

  it('goes to one of many who ask at the same moment', async () => {
    const all = Array.from({ length: 6 }, () => owner.ask(CREATE, { input: { type: 'article', data: { title: 'Race', sku: 'R' } } }));
    const answers = await Promise.all(all);
    expect(answers.flatMap(({ codes }) => codes)).toEqual(Array(5).fill('CONFLICT'));
  });
});

describe('changes of one item', () => {
  it('are refused on a version that is not the current one', async () => {
    const item = await addItem(owner, 'article', { title: 'Contested' });
    await save(owner, item, { data: { title: 'Quicker' } });
    const late = await owner.ask(UPDATE, { ...item, input: { data: { title: 'Slower' } } });
    expect([late.codes, late.errors[0]?.extensions['currentVersion']]).toEqual([['CONFLICT'], 2]);
  });

  it('happen once when two come at the same moment', async () => {
    const item = await change(owner, 'submitContentItem', await addItem(owner, 'article', { title: 'Twice' }));
    const both = await Promise.all([0, 1].map(() => owner.ask(transition('publishContentItem'), item)));
    expect(both.flatMap(({ codes }) => codes)).toEqual(['CONFLICT']);
    const { contentItem } = await owner.get('query ($id: ID!) { contentItem(id: $id) { publications { totalCount } } }', item);
    expect(contentItem.publications.totalCount).toBe(1);
  });
});

describe('who may', () => {
  it('a MEMBER sees and changes its own items only', async () => {
    const theirs = await addItem(owner, 'article', { title: 'Theirs' });
    await addItem(member, 'article', { title: 'Mine' });
    const { contentItems } = await member.get('{ contentItems { nodes { title } } }');
    expect(contentItems.nodes).toEqual([{ title: 'Mine' }]);
    expect((await member.ask(UPDATE, { ...theirs, input: { data: { title: 'Ours' } } })).codes).toEqual(['NOT_FOUND']);
    expect((await member.ask(DELETE, theirs)).codes).toEqual(['NOT_FOUND']);
  });

  it('a MEMBER publishes nothing, and an AUDITOR reads nothing', async () => {
    const item = await change(member, 'submitContentItem', await addItem(member, 'article', { title: 'Mine' }));
    expect((await member.ask(transition('publishContentItem'), item)).codes).toEqual(['FORBIDDEN']);
    expect((await site.as('AUDITOR').ask('{ contentItems { nodes { id } } }')).codes).toEqual(['FORBIDDEN']);
  });

  it('another tenant sees nothing of it', async () => {
    const item = await publish(owner, await addItem(owner, 'article', { title: 'Ours' }));
    const stranger = cms.addSite().as('OWNER');
    expect((await stranger.get('query ($id: ID!) { contentItem(id: $id) { id } }', item))['contentItem']).toBeNull();
    expect((await stranger.get(READ, { slug: 'ours' }))['publishedItem']).toBeNull();
    expect((await stranger.ask(UPDATE, { ...item, input: { slug: 'x' } })).codes).toEqual(['NOT_FOUND']);
  });

  it('the database keeps history as it was written', async () => {
    await addItem(owner, 'article', { title: 'Past' });
    const { rolePrefix } = cms.subgraph.database.address;
    const open = await cms.subgraph.database.sql(
      `SELECT has_table_privilege($1, 'content_revisions', 'UPDATE, DELETE') AS revisions, has_table_privilege($1, 'content_publications', 'UPDATE, DELETE') AS publications`,
      [`${rolePrefix}_app`],
    );
    expect(open).toEqual([{ revisions: false, publications: false }]);
  });
});

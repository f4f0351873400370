import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addItem, addType, field, publish, startCms, type Caller, type Cms, type Item, type Site } from './support/site.ts';

const PAGE = '{ id version path publishedPath slug state published inMenu revision publishedRevision publishedAt titles { locale title } template { key } slots { region documentId } }';
const mutation = (name: string, more = '', args = '') => `mutation ($id: ID!, $version: Int!${more}) { page: ${name}(id: $id, version: $version${args}) ${PAGE} }`;
const CREATE = `mutation ($input: CreatePageInput!) { page: createPage(input: $input) ${PAGE} }`;
const UPDATE = mutation('updatePage', ', $input: UpdatePageInput!', ', input: $input');
const PUBLISH = mutation('publishPage');
const UNPUBLISH = mutation('unpublishPage');
const RESTORE = mutation('restorePageRevision', ', $revision: Int!', ', revision: $revision');
const MOVE = mutation('movePage', ', $parentId: ID', ', parentId: $parentId');
const DELETE = 'mutation ($id: ID!, $version: Int!) { deletePage(id: $id, version: $version) }';
const FILL = `mutation ($id: ID!, $version: Int!, $region: String!, $documents: [ID!]!) { page: fillPageRegion(pageId: $id, version: $version, region: $region, documentIds: $documents) ${PAGE} }`;
const REVISIONS =
  'query ($id: ID!, $after: String) { page(id: $id) { revisions(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {' +
  ' number slug template inMenu note restoredFrom author { id } titles { locale title } slots { region position documentId } } } } }';
const DIFF = 'query ($id: ID!, $from: Int!, $to: Int!) { changes: pageRevisionDiff(pageId: $id, from: $from, to: $to) { path kind before after } }';
const READ = 'query ($path: String!) { page: publishedPage(path: $path) { title template regions { name items { title } } } siteMenu { path title } }';
const TEMPLATE = 'mutation ($input: CreatePageTemplateInput!) { template: createPageTemplate(input: $input) { id version } }';

interface Page {
  readonly id: string;
  readonly version: number;
}

let cms: Cms;
let site: Site;
let owner: Caller;
let article: Item;
beforeAll(async () => {
  cms = await startCms();
});
afterAll(() => cms.stop());
beforeEach(async () => {
  site = cms.addSite();
  owner = site.as('OWNER');
  await addType(owner, 'article', [field('title')]);
  article = await publish(owner, await addItem(owner, 'article', { title: 'Hello' }));
  await owner.get(TEMPLATE, { input: { key: 'standard', name: 'Standard', regions: [{ name: 'main' }, { name: 'side' }] } });
});

const titled = (title: string) => [{ locale: 'en', title }];
const addPage = async (slug: string, more: object = {}) =>
  (await owner.get(CREATE, { input: { slug, template: 'standard', titles: titled(slug || 'Home'), ...more } }))['page'];
const run = async (query: string, page: Page, more: object = {}) => (await owner.get(query, { ...page, ...more }))['page'];
const published = async (slug: string, more: object = {}) => run(PUBLISH, await addPage(slug, more));
const seenAt = async (path: string) => (await owner.get(READ, { path }))['page'];
const menu = async () => (await owner.get(READ, { path: '/' }))['siteMenu'] as { path: string; title: string }[];

describe('a page that is saved', () => {
  it('is a draft; readers keep what is published until the next publication', async () => {
    const page = await published('about');
    expect(page).toMatchObject({ state: 'PUBLISHED', revision: 1, publishedRevision: 1, publishedPath: '/about' });
    const renamed = await run(UPDATE, page, { input: { titles: titled('About us'), inMenu: false } });
    const filled = await run(FILL, renamed, { region: 'main', documents: [article.documentId] });
    expect(filled).toMatchObject({ state: 'DRAFT', published: true, revision: 3, publishedRevision: 1, slots: [{ region: 'main' }] });
    expect(await seenAt('/about')).toMatchObject({ title: 'about', regions: [{ items: [] }, { items: [] }] });
    expect(await menu()).toEqual([{ path: '/about', title: 'about' }]);
    expect(await run(PUBLISH, filled)).toMatchObject({ state: 'PUBLISHED', publishedRevision: 3 });
    expect(await seenAt('/about')).toMatchObject({ title: 'About us', regions: [{ items: [{ title: 'Hello' }] }, { items: [] }] });
    expect(await menu()).toEqual([]);
  });

  it('is seen by nobody before it was published, nor after it was taken away', async () => {
    const draft = await addPage('about');
    expect([draft.state, draft.published, draft.publishedPath, await seenAt('/about')]).toEqual(['DRAFT', false, null, null]);
    const page = await run(PUBLISH, draft);
    expect(await seenAt('/about')).not.toBeNull();
    expect(await run(UNPUBLISH, page)).toMatchObject({ state: 'DRAFT', publishedRevision: null, publishedAt: null });
    expect(await seenAt('/about')).toBeNull();
  });

  it('is published once, and unpublished once', async () => {
    const page = await published('about');
    expect((await owner.ask(PUBLISH, page)).codes).toEqual(['CONFLICT']);
    const gone = await run(UNPUBLISH, page);
    expect((await owner.ask(UNPUBLISH, gone)).codes).toEqual(['CONFLICT']);
    expect((await owner.ask(PUBLISH, page)).errors[0]?.extensions['currentVersion']).toBe(gone.version);
  });

  it('is published with as much in its regions as its template asks for', async () => {
    await owner.get(TEMPLATE, { input: { key: 'home', name: 'Home', regions: [{ name: 'hero', min: 1 }] } });
    const page = await addPage('', { template: 'home' });
    const refused = await owner.ask(PUBLISH, page);
    expect([refused.codes, refused.errors[0]?.message]).toEqual([['CONFLICT'], expect.stringContaining('hero has to hold at least 1')]);
    await run(PUBLISH, await run(FILL, page, { region: 'hero', documents: [article.documentId] }));
    expect(await seenAt('/')).toMatchObject({ template: 'home', regions: [{ items: [{ title: 'Hello' }] }] });
  });
});

describe('the address of a page', () => {
  it('that is changed is a draft, too: readers find it where it was', async () => {
    const page = await run(UPDATE, await published('about'), { input: { slug: 'company' } });
    expect(page).toMatchObject({ path: '/company', publishedPath: '/about' });
    expect([await seenAt('/about'), await seenAt('/company')]).toEqual([expect.anything(), null]);
    await run(PUBLISH, page);
    expect([await seenAt('/about'), await seenAt('/company')]).toEqual([null, expect.anything()]);
  });

  it('is no other page’s, be it a draft or published', async () => {
    const page = await run(UPDATE, await published('about'), { input: { slug: 'company' } });
    for (const slug of ['about', 'company']) {
      const input = { slug, template: 'standard', titles: titled('Other') };
      expect({ slug, codes: (await owner.ask(CREATE, { input })).codes }).toEqual({ slug, codes: ['CONFLICT'] });
    }
    const other = await published('other');
    expect((await owner.ask(UPDATE, { ...other, input: { slug: 'about' } })).codes).toEqual(['CONFLICT']);
    const below = await addPage('company', { parentId: other.id });
    expect((await owner.ask(MOVE, { ...below, parentId: null })).codes).toEqual(['CONFLICT']);
    await run(PUBLISH, page);
    expect((await addPage('about')).path).toBe('/about');
  });

  it('of many that want one at the same time is given to one', async () => {
    const pages = await Promise.all(['a', 'b', 'c', 'd'].map((slug) => published(slug)));
    const answers = await Promise.all(pages.map((page) => owner.ask(UPDATE, { ...page, input: { slug: 'wanted' } })));
    expect(answers.map(({ codes }) => codes.join()).toSorted()).toEqual(['', 'CONFLICT', 'CONFLICT', 'CONFLICT']);
  });

  it('follows what is above it at once, when it is moved', async () => {
    const [about, shop] = [await published('about'), await published('shop')];
    const team = await run(UPDATE, await published('team', { parentId: about.id }), { input: { slug: 'people' } });
    expect(await run(MOVE, team, { parentId: shop.id })).toMatchObject({ path: '/shop/people', publishedPath: '/shop/team' });
    expect([await seenAt('/about/team'), await seenAt('/shop/team')]).toEqual([null, expect.anything()]);
  });

  it('of the home page stays at the top, while readers have it there', async () => {
    const home = await run(UPDATE, await published(''), { input: { slug: 'start' } });
    const input = { slug: 'x', parentId: home.id, template: 'standard', titles: titled('x') };
    expect((await owner.ask(CREATE, { input })).codes).toEqual(['BAD_USER_INPUT']);
    const about = await addPage('about');
    expect((await owner.ask(MOVE, { ...home, parentId: about.id })).codes).toEqual(['BAD_USER_INPUT']);
    await run(PUBLISH, home);
    expect((await owner.ask(CREATE, { input })).codes).toEqual([]);
  });
});

describe('the revisions of a page', () => {
  async function grown() {
    const first = await addPage('about', { note: 'First' });
    const second = await run(FILL, first, { region: 'main', documents: [article.documentId] });
    return run(UPDATE, second, { input: { slug: 'company', titles: titled('Company'), note: 'New name' } });
  }

  it('are listed, newest first', async () => {
    const page = await grown();
    const { revisions } = (await owner.get(REVISIONS, page))['page'];
    expect(revisions).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const author = { id: owner.identity.userId };
    const slots = [{ region: 'main', position: 1, documentId: article.documentId }];
    const shared = { template: 'standard', inMenu: true, restoredFrom: null, author };
    expect(revisions.nodes).toEqual([
      { ...shared, number: 3, slug: 'company', titles: titled('Company'), note: 'New name', slots },
      { ...shared, number: 2, slug: 'about', titles: titled('about'), note: null, slots },
    ]);
    const rest = (await owner.get(REVISIONS, { ...page, after: revisions.pageInfo.endCursor }))['page'].revisions;
    expect(rest.nodes).toMatchObject([{ number: 1, note: 'First', slots: [] }]);
  });

  it('are compared', async () => {
    const page = await grown();
    expect((await owner.get(DIFF, { ...page, from: 1, to: 3 }))['changes']).toEqual(
      expect.arrayContaining([
        { path: 'slug', kind: 'CHANGED', before: 'about', after: 'company' },
        { path: 'titles.en', kind: 'CHANGED', before: 'about', after: 'Company' },
        { path: 'regions.main', kind: 'ADDED', before: null, after: [article.documentId] },
      ]),
    );
    expect((await owner.get(DIFF, { ...page, from: 1, to: 4 }))['changes']).toBeNull();
    expect((await cms.addSite().as('OWNER').get(DIFF, { ...page, from: 1, to: 2 }))['changes']).toBeNull();
  });

  it('are restored as a draft; readers keep what is published', async () => {
    const page = await run(PUBLISH, await grown());
    const restored = await run(RESTORE, page, { revision: 1 });
    expect(restored).toMatchObject({ state: 'DRAFT', revision: 4, publishedRevision: 3, slug: 'about', titles: titled('about'), slots: [] });
    expect(await seenAt('/company')).toMatchObject({ title: 'Company' });
    const { revisions } = (await owner.get(REVISIONS, page))['page'];
    expect(revisions.nodes[0]).toMatchObject({ number: 4, restoredFrom: 1 });
    expect((await owner.ask(RESTORE, { ...restored, revision: 9 })).codes).toEqual(['NOT_FOUND']);
    expect((await owner.ask(RESTORE, { ...page, revision: 1 })).codes).toEqual(['CONFLICT']);
  });

  it('of a template that is gone, or an address that is taken, are refused with the cure', async () => {
    const { template } = await owner.get(TEMPLATE, { input: { key: 'old', name: 'Old', regions: [{ name: 'main' }] } });
    const page = await published('about', { template: 'old' });
    const remove = () => owner.ask('mutation ($id: ID!, $version: Int!) { deletePageTemplate(id: $id, version: $version) }', template);
    const changed = await run(UPDATE, page, { input: { template: 'standard', slug: 'company' } });
    // Readers still have the page on it.
    expect((await remove()).codes).toEqual(['CONFLICT']);
    const now = await run(PUBLISH, changed);
    expect((await remove()).codes).toEqual([]);
    const gone = await owner.ask(RESTORE, { ...now, revision: 1 });
    expect([gone.codes, gone.errors[0]?.message]).toEqual([['CONFLICT'], expect.stringContaining('`createPageTemplate`')]);
    await owner.get(TEMPLATE, { input: { key: 'old', name: 'Old again', regions: [{ name: 'main' }] } });
    await addPage('about');
    expect((await owner.ask(RESTORE, { ...now, revision: 1 })).errors[0]?.message).toContain('choose another');
  });

  it('lose nothing when a template loses a region, which may come back', async () => {
    const { template } = await owner.get(TEMPLATE, { input: { key: 'wide', name: 'Wide', regions: [{ name: 'main' }, { name: 'side' }] } });
    const regions = 'mutation ($id: ID!, $version: Int!, $regions: [PageRegionInput!]!) { template: updatePageTemplate(id: $id, version: $version, input: { regions: $regions }) { id version } }';
    const page = await run(PUBLISH, await run(FILL, await addPage('about', { template: 'wide' }), { region: 'side', documents: [article.documentId] }));
    const { template: narrow } = await owner.get(regions, { ...template, regions: [{ name: 'main' }] });
    expect((await seenAt('/about')).regions).toEqual([{ name: 'main', items: [] }]);
    await owner.get(regions, { ...narrow, regions: [{ name: 'main' }, { name: 'side' }] });
    expect((await seenAt('/about')).regions).toEqual([{ name: 'main', items: [] }, { name: 'side', items: [{ title: 'Hello' }] }]);
    expect((await run(UPDATE, page, { input: { inMenu: false } })).slots).toHaveLength(1);
  });

  it('are changed by nobody, and go with their page', async () => {
    const page = await grown();
    const role = `${cms.subgraph.database.address.rolePrefix}_app`;
    const open = await cms.subgraph.database.sql(`SELECT has_table_privilege($1, 'page_revisions', 'UPDATE, DELETE') AS may`, [role]);
    expect(open).toEqual([{ may: false }]);
    await owner.get(DELETE, page);
    const left = await cms.subgraph.database.sql('SELECT FROM page_revisions WHERE page_id = $1', [page.id]);
    expect(left).toHaveLength(0);
  });

  it('are for those who manage the site to make, and of one tenant', async () => {
    const page = await grown();
    for (const query of [PUBLISH, UNPUBLISH]) expect((await site.as('MEMBER').ask(query, page)).codes).toEqual(['FORBIDDEN']);
    expect((await site.as('MEMBER').ask(RESTORE, { ...page, revision: 1 })).codes).toEqual(['FORBIDDEN']);
    expect((await site.as('MEMBER').get(REVISIONS, page))['page'].revisions.totalCount).toBe(3);
    const stranger = cms.addSite().as('OWNER');
    for (const query of [PUBLISH, UNPUBLISH]) expect((await stranger.ask(query, page)).codes).toEqual(['NOT_FOUND']);
    expect((await stranger.ask(RESTORE, { ...page, revision: 1 })).codes).toEqual(['NOT_FOUND']);
  });
});

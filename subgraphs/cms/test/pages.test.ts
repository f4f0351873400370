import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addItem, addType, field, publish, startCms, type Caller, type Cms, type Item, type Site } from './support/site.ts';

const CREATE = 'mutation ($input: CreatePageInput!) { page: createPage(input: $input) { id version path position } }';
const PUBLISH = 'mutation ($id: ID!, $version: Int!) { page: publishPage(id: $id, version: $version) { id version path position } }';
const UNPUBLISH = 'mutation ($id: ID!, $version: Int!) { page: unpublishPage(id: $id, version: $version) { id version } }';
const MOVE = 'mutation ($id: ID!, $version: Int!, $parentId: ID, $index: Int) { page: movePage(id: $id, version: $version, parentId: $parentId, index: $index) { id version path position } }';
const DELETE = 'mutation ($id: ID!, $version: Int!) { deletePage(id: $id, version: $version) }';
const FILL = 'mutation ($id: ID!, $version: Int!, $region: String!, $documents: [ID!]!) { page: fillPageRegion(pageId: $id, version: $version, region: $region, documentIds: $documents) { id version } }';
const READ = 'query ($path: String!, $locale: String) { page: publishedPage(path: $path, locale: $locale) { title path template breadcrumbs { title path } regions { name items { title locale } } } }';
const TEMPLATE = 'mutation ($input: CreatePageTemplateInput!) { template: createPageTemplate(input: $input) { id version key } }';

interface Page {
  readonly id: string;
  readonly version: number;
  readonly path: string;
  readonly position: number;
}

let cms: Cms;
let site: Site;
let owner: Caller;
beforeAll(async () => {
  cms = await startCms();
});
afterAll(() => cms.stop());
beforeEach(async () => {
  site = cms.addSite();
  owner = site.as('OWNER');
  await owner.get('mutation ($l: [ContentLocaleInput!]!) { setContentLocales(locales: $l) { code } }', { l: [{ code: 'en', isDefault: true }, { code: 'de' }] });
  await addType(owner, 'article', [field('title')]);
  await addType(owner, 'note', [field('title')]);
  const regions = [{ name: 'main', types: ['article'], max: 2 }, { name: 'side' }];
  await owner.get(TEMPLATE, { input: { key: 'standard', name: 'Standard', regions } });
});

async function addPage(slug: string, parentId?: string, more: object = {}): Promise<Page> {
  const titles = [{ locale: 'en', title: slug || 'Home' }];
  return publishPage((await owner.get(CREATE, { input: { slug, parentId, template: 'standard', titles, ...more } }))['page']);
}

const publishPage = async (page: Pick<Page, 'id' | 'version'>) => (await owner.get(PUBLISH, page))['page'] as Page;

const tree = async () => (await owner.get('{ pages { path } }'))['pages'].map(({ path }: Page) => path) as string[];

describe('the tree of pages', () => {
  it('grows, and its pages are moved with all that is below them', async () => {
    const [about, shop] = [await addPage('about'), await addPage('shop')];
    const team = await addPage('team', about.id);
    await addPage('jobs', team.id);
    expect([about.position, shop.position, team.path]).toEqual([1, 2, '/about/team']);
    const { page } = await owner.get(MOVE, { ...team, parentId: shop.id });
    expect(page).toMatchObject({ path: '/shop/team', position: 1, version: 3 });
    expect(await tree()).toEqual(['/about', '/shop', '/shop/team', '/shop/team/jobs']);
  });

  it('is put into another order', async () => {
    const pages = [await addPage('a'), await addPage('b'), await addPage('c')];
    await owner.get(MOVE, { ...pages[2]!, index: 0 });
    const { siteMenu } = await owner.get('{ siteMenu { path } }');
    expect(siteMenu.map(({ path }: Page) => path)).toEqual(['/c', '/a', '/b']);
  });

  it('refuses a page below itself, and anything below the home page', async () => {
    const home = await addPage('');
    const a = await addPage('a');
    const b = await addPage('b', a.id);
    const circle = await owner.ask(MOVE, { ...a, parentId: b.id });
    expect([circle.codes, circle.errors[0]?.extensions['field']]).toEqual([['BAD_USER_INPUT'], 'parentId']);
    expect((await owner.ask(MOVE, { ...a, parentId: home.id })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await owner.ask(MOVE, { ...home, parentId: a.id })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('has no circle after moves that make one only together', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [a, b] = [await addPage(`a${round}`), await addPage(`b${round}`)];
      const both = await Promise.all([owner.ask(MOVE, { ...a, parentId: b.id }), owner.ask(MOVE, { ...b, parentId: a.id })]);
      expect(both.flatMap(({ codes }) => codes)).toEqual(['BAD_USER_INPUT']);
    }
    expect(await tree()).toHaveLength(6);
  });

  it('keeps an order without gaps when many change it at once', async () => {
    const parent = await addPage('parent');
    const pages = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((slug) => addPage(slug, parent.id)));
    await Promise.all(pages.map((page, index) => owner.get(MOVE, { ...page, parentId: parent.id, index: (index * 2) % 5 })));
    const { page } = await owner.get('query ($id: ID!) { page(id: $id) { children { position } } }', parent);
    expect(page.children.map(({ position }: Page) => position)).toEqual([1, 2, 3, 4, 5]);
  });

  it('has one page at an address', async () => {
    await addPage('about');
    const again = { input: { slug: 'about', template: 'standard', titles: [{ locale: 'en', title: 'x' }] } };
    expect((await owner.ask(CREATE, again)).codes).toEqual(['CONFLICT']);
  });

  it('loses a page below which there is none, and closes up', async () => {
    const [a, b] = [await addPage('a'), await addPage('b')];
    await addPage('c', a.id);
    expect((await owner.ask(DELETE, a)).codes).toEqual(['CONFLICT']);
    const second = await addPage('d');
    await owner.get(DELETE, b);
    const { page } = await owner.get('query ($id: ID!) { page(id: $id) { position } }', second);
    expect(page.position).toBe(2);
  });

  it('is for those who manage the site, and of one tenant', async () => {
    const page = await addPage('a');
    expect((await site.as('MEMBER').ask(MOVE, page)).codes).toEqual(['FORBIDDEN']);
    const stranger = cms.addSite().as('OWNER');
    expect((await stranger.ask(MOVE, page)).codes).toEqual(['NOT_FOUND']);
    expect((await stranger.get(READ, { path: '/a' }))['page']).toBeNull();
  });
});

describe('a page', () => {
  let article: Item;
  let draft: Item;
  beforeEach(async () => {
    article = await publish(owner, await addItem(owner, 'article', { title: 'Hello' }));
    await publish(owner, await addItem(owner, 'article', { title: 'Hallo' }, { locale: 'de', documentId: article.documentId }));
    draft = await addItem(owner, 'article', { title: 'Draft' });
  });

  it('shows its readers what is published in its regions, in their locale', async () => {
    const about = await addPage('about', undefined, { titles: [{ locale: 'en', title: 'About' }, { locale: 'de', title: 'Über uns' }] });
    const team = await addPage('team', about.id);
    await publishPage((await owner.get(FILL, { ...team, region: 'main', documents: [draft.documentId, article.documentId] }))['page']);
    const reader = site.as('VIEWER', { scopes: ['content:read'] });
    expect((await reader.get(READ, { path: '/about/team', locale: 'de' }))['page']).toEqual({
      title: 'team',
      path: '/about/team',
      template: 'standard',
      breadcrumbs: [{ title: 'Über uns', path: '/about' }, { title: 'team', path: '/about/team' }],
      regions: [{ name: 'main', items: [{ title: 'Hallo', locale: 'de' }] }, { name: 'side', items: [] }],
    });
    const { siteMenu } = await reader.get('{ siteMenu(locale: "de") { title children { path } } }');
    expect(siteMenu).toEqual([{ title: 'Über uns', children: [{ path: '/about/team' }] }]);
    const { page } = await owner.get('query ($id: ID!) { page(id: $id) { slots { region position items { title } } } }', team);
    expect(page.slots.map(({ items }: { items: object[] }) => items)).toEqual([[{ title: 'Draft' }], [{ title: 'Hallo' }, { title: 'Hello' }]]);
  });

  it('is not shown where it, or a page above it, is not published', async () => {
    const about = await addPage('about');
    await addPage('team', about.id);
    await owner.get(UNPUBLISH, about);
    expect((await owner.get(READ, { path: '/about/team' }))['page']).toBeNull();
    expect((await owner.get('{ siteMenu { path } }'))['siteMenu']).toEqual([]);
  });

  it('takes into a region what its template allows there', async () => {
    const page = await addPage('about');
    const note = await addItem(owner, 'note', { title: 'Note' });
    const fill = (region: string, documents: string[]) => owner.ask(FILL, { ...page, region, documents });
    expect((await fill('main', [note.documentId])).errors[0]?.message).toContain('takes article');
    expect((await fill('main', [article, draft, article].map(({ documentId }) => documentId))).errors[0]?.message).toContain('at most 2');
    expect((await fill('footer', [])).errors[0]?.extensions['field']).toBe('region');
    expect((await fill('side', [site.tenantId])).errors[0]?.message).toContain('no such document');
    expect((await fill('side', [note.documentId])).codes).toEqual([]);
  });

  it('loses what stood in a region that its template loses', async () => {
    const page = await addPage('about');
    await owner.get(FILL, { ...page, region: 'side', documents: [article.documentId] });
    const { pageTemplates } = await owner.get('{ pageTemplates { id version } }');
    const [template] = pageTemplates;
    expect((await owner.ask('mutation ($id: ID!, $version: Int!) { deletePageTemplate(id: $id, version: $version) }', template)).codes).toEqual(['CONFLICT']);
    await owner.get('mutation ($id: ID!, $version: Int!) { updatePageTemplate(id: $id, version: $version, input: { regions: [{ name: "main" }] }) { id } }', template);
    const { page: now } = await owner.get('query ($id: ID!) { page(id: $id) { slots { region } template { regions { name } } } }', page);
    expect(now).toEqual({ slots: [], template: { regions: [{ name: 'main' }] } });
  });

  it.each([
    [{ slug: 'Über' }, 'input.slug'],
    [{ titles: [] }, 'input.titles'],
    [{ titles: [{ locale: 'fr', title: 'x' }] }, 'input.titles'],
    [{ template: 'missing' }, 'input.template'],
  ])('is refused with %j', async (wrong, place) => {
    const input = { slug: 'x', template: 'standard', titles: [{ locale: 'en', title: 'x' }], ...wrong };
    const { codes, errors } = await owner.ask(CREATE, { input });
    expect([codes, errors[0]?.extensions['field']]).toEqual([['BAD_USER_INPUT'], place]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addItem, addType, field, publish, save, startCms, type Caller, type Cms, type Site } from './support/site.ts';

const SET = 'mutation ($locales: [ContentLocaleInput!]!) { setContentLocales(locales: $locales) { code chain isDefault } }';
const LOCALES = [{ code: 'en', isDefault: true }, { code: 'de' }, { code: 'de-at', fallback: 'de' }];
const LIST =
  'query ($locale: String, $first: Int, $after: String, $filter: PublishedItemFilter, $orderBy: PublishedItemOrder) {' +
  ' publishedItems(type: "article", locale: $locale, first: $first, after: $after, filter: $filter, orderBy: $orderBy) {' +
  ' totalCount nodes { title locale } pageInfo { endCursor hasNextPage } } }';
const ONE = 'query ($slug: String!, $locale: String) { publishedItem(type: "article", slug: $slug, locale: $locale) { title locale } }';

let cms: Cms;
let site: Site;
let owner: Caller;
let reader: Caller;
beforeAll(async () => {
  cms = await startCms();
  site = cms.addSite();
  owner = site.as('OWNER');
  reader = site.as('VIEWER', { scopes: ['content:read'] });
  await owner.get(SET, { locales: LOCALES });
  const fields = [field('title'), field('topic'), field('tags', { kind: 'LIST', of: 'TEXT' }), field('author', { kind: 'REFERENCE' })];
  await addType(owner, 'author', [field('name')]);
  await addType(owner, 'article', fields);
  const ada = await publish(owner, await addItem(owner, 'author', { name: 'Ada' }));
  await publish(owner, await addItem(owner, 'author', { name: 'Ada (de)' }, { locale: 'de', documentId: ada.documentId }));
  const apple = await publish(owner, await addItem(owner, 'article', { title: 'Apple', topic: 'fruit', tags: ['red', 'sweet'], author: ada.documentId }));
  await publish(owner, await addItem(owner, 'article', { title: 'Apfel', author: ada.documentId }, { locale: 'de', documentId: apple.documentId }));
  await publish(owner, await addItem(owner, 'article', { title: 'Bread', topic: 'food' }));
  await publish(owner, await addItem(owner, 'article', { title: 'Marille', topic: 'fruit' }, { locale: 'de-AT' }));
  await addItem(owner, 'article', { title: 'Draft' });
});
afterAll(() => cms.stop());

const titles = async (variables: object) => {
  const { publishedItems } = await reader.get(LIST, { orderBy: { field: 'TITLE', direction: 'ASC' }, ...variables });
  return publishedItems.nodes.map(({ title }: { title: string }) => title);
};

describe('a reader', () => {
  it.each([
    ['en', ['Apple', 'Bread']],
    ['de', ['Apfel', 'Bread']],
    ['de-AT', ['Apfel', 'Bread', 'Marille']],
    [undefined, ['Apple', 'Bread']],
  ])('in %s sees each document once, in the nearest locale', async (locale, expected) => {
    expect(await titles({ locale })).toEqual(expected);
    expect((await reader.get(LIST, { locale }))['publishedItems'].totalCount).toBe(expected.length);
  });

  it('finds a document by a slug of its locale or a fallback', async () => {
    const find = async (slug: string, locale: string) => (await reader.get(ONE, { slug, locale }))['publishedItem'];
    expect(await find('apfel', 'de-AT')).toEqual({ title: 'Apfel', locale: 'de' });
    expect(await find('bread', 'de-AT')).toEqual({ title: 'Bread', locale: 'en' });
    expect(await find('apfel', 'en')).toBeNull();
    expect(await find('draft', 'en')).toBeNull();
  });

  it('filters by text, fields and time', async () => {
    expect(await titles({ filter: { search: 'APP' } })).toEqual(['Apple']);
    expect(await titles({ filter: { data: { topic: 'food' } } })).toEqual(['Bread']);
    expect(await titles({ filter: { data: { tags: 'sweet' } } })).toEqual(['Apple']);
    expect(await titles({ filter: { data: { tags: ['red', 'sweet'] } } })).toEqual(['Apple']);
    expect(await titles({ filter: { publishedBefore: '2020-01-01T00:00:00Z' } })).toEqual([]);
    expect(await titles({ filter: { publishedFrom: '2020-01-01T00:00:00Z' } })).toEqual(['Apple', 'Bread']);
  });

  it.each(['TITLE', 'PUBLISHED_AT'])('pages by %s without missing or repeating', async (by) => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { publishedItems } = await reader.get(LIST, { locale: 'de-AT', first: 1, after, orderBy: { field: by, direction: 'ASC' } });
      seen.push(...publishedItems.nodes.map(({ title }: { title: string }) => title));
      after = publishedItems.pageInfo.hasNextPage ? publishedItems.pageInfo.endCursor : null;
    } while (after);
    expect(seen.toSorted()).toEqual(['Apfel', 'Bread', 'Marille']);
  });

  it('follows references in the locale it reads', async () => {
    const query = 'query ($slug: String!, $locale: String) { publishedItem(type: "article", slug: $slug, locale: $locale) { references(field: "author") { title type locale } translations { locale slug } } }';
    expect((await reader.get(query, { slug: 'apfel', locale: 'de' }))['publishedItem']).toEqual({
      references: [{ title: 'Ada (de)', type: 'author', locale: 'de' }],
      translations: [{ locale: 'de', slug: 'apfel' }, { locale: 'en', slug: 'apple' }],
    });
  });

  it('with a key of the scope content:read reads what is published, and nothing else', async () => {
    expect((await reader.ask('{ contentItems { nodes { id } } }')).codes).toEqual(['FORBIDDEN']);
    const other = site.as('VIEWER', { scopes: ['crm:read'] });
    expect((await other.ask(LIST)).codes).toEqual(['FORBIDDEN']);
  });

  it('is told which locales there are when it asks for another', async () => {
    const { codes, errors } = await reader.ask(ONE, { slug: 'apple', locale: 'fr' });
    expect(codes).toEqual(['BAD_USER_INPUT']);
    expect(errors[0]?.message).toContain('en, de, de-AT');
  });

  it('is refused a cursor that was tampered with', async () => {
    const cursor = Buffer.from(JSON.stringify(['x', 'plain', 1, 'y'])).toString('base64url');
    expect((await reader.ask(LIST, { after: cursor })).codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('the locales', () => {
  it('keep those that have items, and are refused without a default', async () => {
    expect((await owner.ask(SET, { locales: [{ code: 'en', isDefault: true }] })).codes).toEqual(['CONFLICT']);
    expect((await owner.ask(SET, { locales: [{ code: 'en' }] })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('are changed in order and fallbacks', async () => {
    const other = cms.addSite().as('OWNER');
    expect((await other.get('{ contentLocales { code chain } }'))['contentLocales']).toEqual([{ code: 'en', chain: ['en'] }]);
    const { setContentLocales } = await other.get(SET, { locales: [{ code: 'fr', isDefault: true }, { code: 'en' }] });
    expect(setContentLocales).toEqual([
      { code: 'fr', chain: ['fr'], isDefault: true },
      { code: 'en', chain: ['en', 'fr'], isDefault: false },
    ]);
  });

  it('of a document are one each', async () => {
    const item = await addItem(owner, 'article', { title: 'Only' });
    const { codes } = await owner.ask('mutation ($input: CreateContentItemInput!) { createContentItem(input: $input) { id } }', {
      input: { type: 'article', slug: 'only-two', data: {}, documentId: item.documentId },
    });
    expect(codes).toEqual(['CONFLICT']);
  });
});

it("a tenant's content is counted, and another's is not told", async () => {
  const other = cms.addSite();
  const boss = other.as('ADMIN');
  await addType(boss, 'note', [field('text')]);
  const first = await publish(boss, await addItem(boss, 'note', { text: 'One' }));
  await save(boss, first, { data: { text: 'Two' } });
  await publish(boss, await addItem(boss, 'note', { text: 'Three' }));
  const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Tenant { content { items drafts inReview archived published types mediaFiles pages } } } }';
  const summary = async (caller: Caller) => (await caller.get(query, { r: [{ __typename: 'Tenant', id: other.tenantId }] }))['_entities'][0].content;
  expect(await summary(boss)).toEqual({ items: 2, drafts: 1, inReview: 0, archived: 0, published: 2, types: 1, mediaFiles: 0, pages: 0 });
  expect(await summary(owner)).toBeNull();
});

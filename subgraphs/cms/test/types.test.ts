import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addItem, addType, change, field, publish, save, startCms, type Caller, type Cms } from './support/site.ts';

const PREVIEW =
  'query ($id: ID!, $fields: [ContentFieldInput!]!) { preview: contentTypeChangePreview(id: $id, fields: $fields) {' +
  ' items brokenDrafts brokenPublished breaks { itemId published problems { path message } } } }';
const UPDATE =
  'mutation ($id: ID!, $version: Int!, $input: UpdateContentTypeInput!, $force: Boolean) {' +
  ' type: updateContentType(id: $id, version: $version, input: $input, force: $force) { version name titleField fields { name kind required unique min max pattern options types of label } } }';
const DELETE = 'mutation ($id: ID!, $version: Int!) { deleteContentType(id: $id, version: $version) }';
const CREATE = 'mutation ($input: CreateContentTypeInput!) { createContentType(input: $input) { id } }';

let cms: Cms;
let owner: Caller;
let type: { readonly id: string; readonly version: number };
beforeAll(async () => {
  cms = await startCms();
});
afterAll(() => cms.stop());
beforeEach(async () => {
  owner = cms.addSite().as('OWNER');
  type = await addType(owner, 'product', [field('name'), field('price', { kind: 'NUMBER' })]);
});

describe('a content type', () => {
  it('is listed, changed and found again', async () => {
    const changed = await owner.get(UPDATE, { ...type, input: { name: 'Products', titleField: 'name' } });
    expect(changed['type']).toMatchObject({ version: 2, name: 'Products', titleField: 'name' });
    const { contentTypes } = await owner.get('{ contentTypes(filter: { key: "product" }) { totalCount nodes { key fields { name } } } }');
    expect(contentTypes).toEqual({ totalCount: 1, nodes: [{ key: 'product', fields: [{ name: 'name' }, { name: 'price' }] }] });
  });

  it.each([
    [{ key: 'Product' }, 'input.key'],
    [{ fields: [] }, 'input.fields'],
    [{ fields: [field('a', { pattern: '(a+)+' })] }, 'input.fields.0.pattern'],
    [{ titleField: 'missing' }, 'input.titleField'],
  ])('is refused with %j', async (wrong, place) => {
    const { codes, errors } = await owner.ask(CREATE, { input: { key: 'x', name: 'X', fields: [field('a')], ...wrong } });
    expect([codes, errors[0]?.extensions['field']]).toEqual([['BAD_USER_INPUT'], place]);
  });

  it('has a key of its own', async () => {
    expect((await owner.ask(CREATE, { input: { key: 'product', name: 'Again', fields: [field('a')] } })).codes).toEqual(['CONFLICT']);
  });

  it('is deleted only without items', async () => {
    const item = await addItem(owner, 'product', { name: 'One' });
    expect((await owner.ask(DELETE, type)).codes).toEqual(['CONFLICT']);
    await owner.get('mutation ($id: ID!, $version: Int!) { deleteContentItem(id: $id, version: $version) }', item);
    expect((await owner.get(DELETE, type))['deleteContentType']).toBe(type.id);
    expect((await owner.get('query ($id: ID!) { contentType(id: $id) { id } }', type))['contentType']).toBeNull();
  });
});

describe('a change of fields', () => {
  const stricter = [field('name', { required: true, max: 5 }), field('price', { kind: 'NUMBER', required: true })];

  it('shows what it would break before it is applied, and is refused while that is published', async () => {
    const long = await publish(owner, await addItem(owner, 'product', { name: 'A long name', price: 1 }));
    const draft = await addItem(owner, 'product', { name: 'Another one', price: 2 });
    await addItem(owner, 'product', { name: 'Fine' });
    const { preview } = await owner.get(PREVIEW, { ...type, fields: stricter });
    expect(preview).toMatchObject({ items: 3, brokenDrafts: 2, brokenPublished: 1 });
    const problem = { path: 'data.name', message: 'Shorten it to 5 characters.' };
    expect(preview.breaks).toEqual(
      expect.arrayContaining([
        { itemId: long.id, published: true, problems: [problem] },
        { itemId: draft.id, published: false, problems: [problem] },
      ]),
    );
    const refused = await owner.ask(UPDATE, { ...type, input: { fields: stricter } });
    expect(refused.codes).toEqual(['CONFLICT']);
    expect(refused.errors[0]?.message).toContain('"A long name"');
    expect((await owner.get('query ($id: ID!) { contentType(id: $id) { version } }', type))['contentType'].version).toBe(1);
  });

  it('is applied when it is forced: readers keep what they see, and the item has to be mended', async () => {
    const item = await publish(owner, await addItem(owner, 'product', { name: 'A long name' }));
    await owner.get(UPDATE, { ...type, input: { fields: stricter }, force: true });
    const { publishedItem } = await owner.get('{ publishedItem(type: "product", slug: "a-long-name") { title } }');
    expect(publishedItem).toEqual({ title: 'A long name' });
    const mended = await save(owner, item, { data: { name: 'Short', price: 5 } });
    expect((await publish(owner, mended)).state).toBe('PUBLISHED');
  });

  it('counts a field that goes as a break where it has a value, and shows it no more', async () => {
    await publish(owner, await addItem(owner, 'product', { name: 'One', price: 3 }));
    const fields = [field('name')];
    const { preview } = await owner.get(PREVIEW, { ...type, fields });
    const gone = [{ path: 'data.price', message: expect.stringContaining('no such field') }];
    expect(preview.breaks.map(({ problems }: { problems: object[] }) => problems)).toEqual([gone, gone]);
    await owner.get(UPDATE, { ...type, input: { fields }, force: true });
    expect((await owner.get('{ publishedItem(type: "product", slug: "one") { data } }'))['publishedItem']).toEqual({ data: { name: 'One' } });
  });

  it('finds values that would no longer be unique, and keeps others from being taken from then on', async () => {
    await addItem(owner, 'product', { name: 'Same', price: 1 }, { slug: 'a' });
    const second = await addItem(owner, 'product', { name: 'Same', price: 2 }, { slug: 'b' });
    const fields = [field('name', { unique: true }), field('price', { kind: 'NUMBER', unique: true })];
    const { preview } = await owner.get(PREVIEW, { ...type, fields });
    expect(preview.breaks).toEqual([
      { itemId: second.id, published: false, problems: [{ path: 'data.name', message: expect.stringContaining('same value') }] },
    ]);
    await owner.get(UPDATE, { ...type, input: { fields } });
    const again = (data: object) => owner.ask('mutation ($input: CreateContentItemInput!) { createContentItem(input: $input) { id } }', { input: { type: 'product', slug: 'c', data } });
    expect((await again({ name: 'Same' })).codes).toEqual(['CONFLICT']);
    expect((await again({ name: 'Other', price: 2 })).codes).toEqual(['CONFLICT']);
    expect((await again({ name: 'Other', price: 3 })).codes).toEqual([]);
  });

  it('and a save at the same moment leave nothing that the type does not take', async () => {
    const item = await addItem(owner, 'product', { name: 'Start' });
    const [changed, saved] = await Promise.all([
      owner.ask(UPDATE, { ...type, input: { fields: stricter } }),
      owner.ask('mutation ($id: ID!, $version: Int!) { item: updateContentItem(id: $id, version: $version, input: { data: { name: "Much longer" } }) { data } }', item),
    ]);
    const { contentItem } = await owner.get('query ($id: ID!) { contentItem(id: $id) { data problems { path } } }', item);
    expect(changed.codes).toEqual([]);
    // Either the save came first, and the draft is known to be broken, or it met the new fields.
    if (saved.codes.length === 0) expect(contentItem.problems).toContainEqual({ path: 'data.name' });
    else expect([saved.codes, contentItem.data]).toEqual([['BAD_USER_INPUT'], { name: 'Start' }]);
  });

  it('is for those who manage the site', async () => {
    const member = cms.addSite().as('MEMBER');
    expect((await member.ask(PREVIEW, { ...type, fields: stricter })).codes).toEqual(['FORBIDDEN']);
    expect((await member.ask(UPDATE, { ...type, input: { name: 'X' } })).codes).toEqual(['FORBIDDEN']);
  });
});

describe('a reference', () => {
  it('leads to a document that is there, of a type that is meant', async () => {
    await addType(owner, 'author', [field('name')]);
    await addType(owner, 'post', [field('title'), field('author', { kind: 'REFERENCE', types: ['author'] })]);
    const author = await addItem(owner, 'author', { name: 'Ada' });
    const product = await addItem(owner, 'product', { name: 'Lamp' });
    const post = (id: string) => owner.ask('mutation ($input: CreateContentItemInput!) { createContentItem(input: $input) { id } }', { input: { type: 'post', slug: 'p', data: { author: id } } });
    expect((await post('0199aaaa-0000-7000-8000-00000000dead')).errors[0]?.extensions['field']).toBe('input.data.author');
    expect((await post(product.documentId)).errors[0]?.message).toContain('has to lead to: author');
    expect((await post(author.documentId)).codes).toEqual([]);
  });

  it('of a MEMBER may lead to what is published, whoever owns it', async () => {
    const site = cms.addSite();
    const [boss, member] = [site.as('OWNER'), site.as('MEMBER')];
    await addType(boss, 'post', [field('title'), field('next', { kind: 'REFERENCE' })]);
    const hidden = await addItem(boss, 'post', { title: 'Hidden' });
    const refused = await member.ask('mutation ($input: CreateContentItemInput!) { createContentItem(input: $input) { id } }', { input: { type: 'post', data: { title: 'Mine', next: hidden.documentId } } });
    expect(refused.codes).toEqual(['BAD_USER_INPUT']);
    await change(boss, 'publishContentItem', await change(boss, 'submitContentItem', hidden));
    expect((await addItem(member, 'post', { title: 'Mine', next: hidden.documentId })).state).toBe('DRAFT');
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Prisma } from '../../../prisma/cms/client/client.ts';
import { contentFields } from '../src/domain/content-field.ts';
import { previewOf } from '../src/services/preview-type-change.ts';
import type { Transaction } from '../src/services/scope.ts';
import { addItem, addType, field, publish, startCms, UPDATE, type Caller, type Cms } from './support/site.ts';

const ITEMS = 20_000;
const PREVIEW =
  'query ($id: ID!, $fields: [ContentFieldInput!]!) { preview: contentTypeChangePreview(id: $id, fields: $fields) {' +
  ' items brokenDrafts brokenPublished breaks { itemId published problems { path } } } }';
const CHANGE =
  'mutation ($id: ID!, $version: Int!, $fields: [ContentFieldInput!]!, $force: Boolean) {' +
  ' type: updateContentType(id: $id, version: $version, input: { fields: $fields }, force: $force) { version } }';
const FIELDS = [field('title'), field('code'), field('pair')];

let cms: Cms;
beforeAll(async () => {
  cms = await startCms();
});
afterAll(() => cms.stop());

/** As many items as many editors write in years: one in four has a long title, two each have one value of `pair`. */
async function fill({ identity }: Caller, typeId: string): Promise<void> {
  await cms.subgraph.database.sql(
    `WITH numbered AS (SELECT n, gen_random_uuid() AS id FROM generate_series(0, $3::int - 1) n)
     INSERT INTO content_items (tenant_id, id, document_id, owner_id, type_id, locale, slug, title, data)
     SELECT $1, id, id, $4, $2, 'en', 'item-' || n, 'Item ' || n, jsonb_build_object(
       'title', CASE WHEN n % 4 = 0 THEN 'A title that is long' ELSE 'Short' END, 'code', 'c' || n, 'pair', 'p' || n / 2)
     FROM numbered`,
    [identity.tenantId, typeId, ITEMS, identity.userId],
  );
  await cms.subgraph.database.sql(
    `WITH chosen AS (SELECT * FROM content_items WHERE type_id = $1 AND right(data ->> 'code', 1) = '0'), kept AS (
       INSERT INTO content_revisions (tenant_id, item_id, number, slug, title, data)
       SELECT tenant_id, id, 1, slug, title, data FROM chosen)
     INSERT INTO published_items (tenant_id, id, document_id, type_id, locale, slug, title, data, revision, published_at)
     SELECT tenant_id, id, document_id, type_id, locale, slug, title, data, 1, now() FROM chosen`,
    [typeId],
  );
  // As a table is that has grown by and by.
  await cms.subgraph.database.sql('ANALYZE content_items, published_items');
}

describe(`a change of the fields of ${ITEMS} items`, () => {
  let owner: Caller;
  let type: { readonly id: string; readonly version: number };
  beforeAll(async () => {
    owner = cms.addSite().as('OWNER');
    type = await addType(owner, 'product', FIELDS);
    // Lays the tenant's first locale down.
    await addItem(owner, 'product', { title: 'First', code: 'first', pair: 'first' });
    await fill(owner, type.id);
  }, 60_000);

  it('counts all that it would break, lists the first hundred, and lets others be answered meanwhile', async () => {
    let isOver = false;
    const preview = owner.get(PREVIEW, { ...type, fields: [field('title', { max: 10 }), field('code'), field('pair')] });
    void preview.finally(() => (isOver = true)).catch(() => undefined);
    let answered = 0;
    while (!isOver) {
      await owner.get('{ contentTypes { totalCount } }');
      answered += 1;
    }
    const found = (await preview)['preview'];
    // Numbers that end in 0 are published: every second of them is divisible by four.
    expect(found).toMatchObject({ items: ITEMS + 1, brokenDrafts: ITEMS / 4, brokenPublished: ITEMS / 20 });
    expect(found.breaks).toHaveLength(100);
    expect(new Set(found.breaks.map(({ itemId }: { itemId: string }) => itemId)).size).toBe(100);
    // In one long turn the first would wait for its end, and be the last.
    expect(answered).toBeGreaterThan(2);
  }, 60_000);

  it('counts values that two of them have, and gives them to one of both when it is made', async () => {
    const fields = [field('title'), field('code', { unique: true }), field('pair', { unique: true })];
    const { preview } = await owner.get(PREVIEW, { ...type, fields });
    expect(preview).toMatchObject({ brokenDrafts: ITEMS / 2 });
    expect(preview.breaks.every(({ problems }: { problems: { path: string }[] }) => problems.every(({ path }) => path === 'data.pair'))).toBe(true);
    expect((await owner.ask(CHANGE, { ...type, fields })).codes).toEqual(['CONFLICT']);
    await owner.get(CHANGE, { ...type, fields, force: true });
    const [claims] = await cms.subgraph.database.sql<{ codes: number; pairs: number; slugs: number }>(
      `SELECT count(*) FILTER (WHERE field = 'data.code')::int AS codes, count(*) FILTER (WHERE field = 'data.pair')::int AS pairs,
         count(*) FILTER (WHERE field = 'slug')::int AS slugs FROM content_claims WHERE type_id = $1`,
      [type.id],
    );
    expect(claims).toEqual({ codes: ITEMS + 1, pairs: ITEMS / 2 + 1, slugs: 1 });
  }, 60_000);
});

describe('a preview', () => {
  it('lets the event loop go round also when the database answers at once', async () => {
    const fields = contentFields.parse(FIELDS) as unknown as Prisma.JsonArray;
    const rows = Array.from({ length: ITEMS }, (_, index) => {
      const data = { title: 'Much too long', code: `c${index}`, pair: 'p' };
      return { itemId: String(index).padStart(6, '0'), title: 'Item', locale: 'en', slug: `item-${index}`, data };
    });
    const tx = { $queryRaw: async () => rows.splice(0, 200) } as unknown as Transaction;
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const stricter = contentFields.parse([field('title', { max: 5 }), field('code'), field('pair')]);
    const preview = await previewOf(tx, { id: 'any', fields }, stricter);
    isOver = true;
    expect(preview).toMatchObject({ items: ITEMS, brokenDrafts: ITEMS });
    expect(turns).toBeGreaterThan(5);
  });

  it('tells the first ten faults of an item that has many', async () => {
    const owner = cms.addSite().as('OWNER');
    const { id } = await addType(owner, 'list', [field('title'), field('tags', { kind: 'LIST', of: 'TEXT' })]);
    await addItem(owner, 'list', { title: 'Many', tags: Array.from({ length: 300 }, (_, index) => `Tag ${index}`) });
    const numbers = [field('title'), field('tags', { kind: 'LIST', of: 'NUMBER' })];
    const { preview } = await owner.get(PREVIEW, { id, fields: numbers });
    expect(preview.brokenDrafts).toBe(1);
    expect(preview.breaks[0].problems.map(({ path }: { path: string }) => path)).toEqual(Array.from({ length: 10 }, (_, index) => `data.tags.${index}`));
  });
});

describe('a value that becomes unique', () => {
  let owner: Caller;
  let type: { readonly id: string; readonly version: number };
  beforeEach(async () => {
    owner = cms.addSite().as('OWNER');
    type = await addType(owner, 'product', FIELDS, { requiresReview: false });
  });

  it('is no fault of an item that has it in its draft and in what is published of it', async () => {
    await publish(owner, await addItem(owner, 'product', { title: 'One', code: 'a' }));
    const { preview } = await owner.get(PREVIEW, { ...type, fields: [field('title'), field('code', { unique: true })] });
    expect(preview).toEqual({ items: 1, brokenDrafts: 0, brokenPublished: 0, breaks: [] });
  });

  it('while items are saved: each save comes before the change or after it, and no two have one value', async () => {
    const items = await Promise.all(Array.from({ length: 12 }, (_, index) => addItem(owner, 'product', { title: `T ${index}`, code: `c${index}` })));
    const save = (index: number, code: string) => owner.ask(UPDATE, { ...items[index], input: { data: { code } } });
    const unique = [field('title'), field('code', { unique: true }), field('pair')];
    const [changed, ...saved] = await Promise.all([
      owner.ask(CHANGE, { ...type, fields: unique, force: true }),
      ...items.map((_, index) => save(index, `c${index - (index % 2)} again`)),
    ]);
    expect(changed.codes).toEqual([]);
    for (const { codes } of saved) expect([[], ['CONFLICT']]).toContainEqual(codes);
    const [claims] = await cms.subgraph.database.sql<{ missing: number }>(
      `SELECT count(*)::int AS missing FROM content_items i WHERE type_id = $1 AND NOT EXISTS (
         SELECT FROM content_claims c WHERE c.item_id = i.id AND c.field = 'data.code' AND c.value = (i.data -> 'code')::text)`,
      [type.id],
    );
    // Who has no claim was saved before the change, with a value that another had been saved with, too.
    const { contentItems } = await owner.get('{ contentItems(first: 50) { nodes { data } } }');
    const values: string[] = contentItems.nodes.map(({ data }: { data: { code: string } }) => data.code);
    expect(values.length - new Set(values).size).toBe(claims?.missing);
  });
});

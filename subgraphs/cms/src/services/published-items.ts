import { badInput } from '@tessera/errors';
import type { PageStart } from '@tessera/subgraph';
import { Prisma, type ContentType, type PublishedItem } from '../../../../prisma/cms/client/client.ts';
import type { PublishedItemFilter } from '../domain/content-item.ts';
import type { ItemData } from '../domain/item-data.ts';
import { fieldsOf } from './content-types.ts';

type Sql = Prisma.Sql;

/** What a list of published items can be ordered by. */
export const PUBLISHED_SORTS = {
  PUBLISHED_AT: { by: 'publishedAt', column: Prisma.raw('p.published_at'), type: Prisma.raw('timestamptz') },
  TITLE: { by: 'title', column: Prisma.raw('p.title'), type: Prisma.raw('text') },
} as const;
export type PublishedSort = keyof typeof PUBLISHED_SORTS;

const COLUMNS = Prisma.raw(
  'p.tenant_id AS "tenantId", p.id, p.document_id AS "documentId", p.type_id AS "typeId", p.locale, p.slug, p.title,' +
    ' p.data, p.revision, p.published_at AS "publishedAt"',
);

/** What readers in a chain of locales see of one type: each document in the first of them in which it is published. */
export interface PublishedQuery {
  readonly type: ContentType;
  readonly chain: readonly string[];
  readonly filter: PublishedItemFilter;
}

/** One page, in keyset order. */
export function publishedSql(
  query: PublishedQuery,
  sort: PublishedSort,
  direction: 'asc' | 'desc',
  after: PageStart | null,
  limit: number,
): Sql {
  const { column } = PUBLISHED_SORTS[sort];
  const way = Prisma.raw(direction);
  const where = Prisma.join([conditions(query), ...(after ? [beyond(sort, direction, after)] : [])], ' AND ');
  return Prisma.sql`SELECT ${COLUMNS} FROM published_items p WHERE ${where} ORDER BY ${column} ${way}, p.id ${way} LIMIT ${limit}`;
}

export function publishedCountSql(query: PublishedQuery): Sql {
  return Prisma.sql`SELECT count(*)::int AS rows FROM published_items p WHERE ${conditions(query)}`;
}

/** The document that has this slug in the first locale of the chain in which any has. */
export function publishedBySlugSql({ type, chain }: Omit<PublishedQuery, 'filter'>, slug: string): Sql {
  return Prisma.sql`SELECT ${COLUMNS} FROM published_items p
    WHERE p.type_id = ${type.id}::uuid AND p.slug = ${slug} AND p.locale = ANY(${chain}::text[])
    ORDER BY array_position(${chain}::text[], p.locale) LIMIT 1`;
}

function conditions({ type, chain, filter }: PublishedQuery): Sql {
  const { search, data, publishedFrom, publishedBefore } = filter;
  const parts = [Prisma.sql`p.type_id = ${type.id}::uuid`, Prisma.sql`p.locale = ANY(${chain}::text[])`];
  // The index of the order is read until the page is full: cheaper than to sort all documents by their best locale.
  if (chain.length > 1) {
    parts.push(Prisma.sql`NOT EXISTS (SELECT FROM published_items b
      WHERE b.tenant_id = p.tenant_id AND b.document_id = p.document_id
      AND array_position(${chain}::text[], b.locale) < array_position(${chain}::text[], p.locale))`);
  }
  if (search !== undefined) parts.push(Prisma.sql`p.title ILIKE ${`%${search.replace(/[\\%_]/g, '\\$&')}%`}`);
  if (data !== undefined) parts.push(Prisma.sql`p.data @> ${JSON.stringify(contained(type, data))}::jsonb`);
  if (publishedFrom) parts.push(Prisma.sql`p.published_at >= ${publishedFrom.toISOString()}::timestamptz`);
  if (publishedBefore) parts.push(Prisma.sql`p.published_at < ${publishedBefore.toISOString()}::timestamptz`);
  return Prisma.join(parts, ' AND ');
}

/** A value of a list is among others there. */
function contained(type: ContentType, data: ItemData): ItemData {
  const lists = new Set(fieldsOf(type).filter(({ kind }) => kind === 'LIST').map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, lists.has(name) && !Array.isArray(value) ? [value] : value]),
  );
}

function beyond(sort: PublishedSort, direction: 'asc' | 'desc', { value, id }: PageStart): Sql {
  const { column, type } = PUBLISHED_SORTS[sort];
  const isFit = sort === 'TITLE' ? typeof value === 'string' && !value.includes('\u0000') : isStorable(value);
  // Cursors are not signed: one that was tampered with must get a refusal, and not a fault of the database's.
  if (!isFit) throw badInput('after', '`after` is not a cursor of this list in this order. Start again without it.');
  const sent = value instanceof Date ? value.toISOString() : value;
  return Prisma.sql`(${column}, p.id) ${Prisma.raw(direction === 'asc' ? '>' : '<')} (${sent}::${type}, ${id}::uuid)`;
}

const isStorable = (value: unknown) => value instanceof Date && value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999;

/** The value by which a published item stands in its list. */
export const sortValueOf = (row: PublishedItem, sort: PublishedSort) => row[PUBLISHED_SORTS[sort].by];

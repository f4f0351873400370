import { badInput } from '@tessera/errors';
import type { PageStart } from '@tessera/subgraph';
import { Prisma, type TenantEntry } from '../../../../prisma/superadmin/client/client.ts';
import { SUMMARY_SORTS, type SummaryFilter, type SummaryOrder } from '../domain/summary-list.ts';

type Sql = Prisma.Sql;

/** A tenant with its place in a list of summaries: the text, or the number as digits, that it is ordered by. */
export type TenantPlace = Pick<TenantEntry, 'id' | 'slug' | 'name' | 'status'> & { readonly place: string };

/** A page of the tenant directory, in keyset order. */
export function tenantPlacesSql(filter: SummaryFilter, order: SummaryOrder, after: PageStart | null, limit: number): Sql {
  const { join, value } = placeOf(order);
  const way = Prisma.raw(order.direction);
  const where = Prisma.join([conditions(filter), ...(after ? [beyond(order, value, after)] : [])], ' AND ');
  return Prisma.sql`SELECT d.tenant_id AS id, d.slug, d.name, d.status, ${value}::text AS place
    FROM tenant_directory d ${join} WHERE ${where} ORDER BY ${value} ${way}, d.tenant_id ${way} LIMIT ${limit}`;
}

export function tenantCountSql(filter: SummaryFilter): Sql {
  return Prisma.sql`SELECT count(*)::int AS rows FROM tenant_directory d WHERE ${conditions(filter)}`;
}

function conditions({ search, status, tier }: SummaryFilter): Sql {
  const parts = [status ? Prisma.sql`d.status = ANY(${status}::text[])` : Prisma.sql`d.deleted_at IS NULL`];
  if (tier) parts.push(Prisma.sql`d.tier = ANY(${tier}::text[])`);
  if (search !== undefined) {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    parts.push(Prisma.sql`(d.name ILIKE ${pattern} OR d.slug ILIKE ${pattern})`);
  }
  return Prisma.join(parts, ' AND ');
}

/** What the list is ordered by, and the rows in which it is counted. */
function placeOf({ field, currency }: SummaryOrder): { readonly join: Sql; readonly value: Sql } {
  const sort = SUMMARY_SORTS[field];
  if (sort.of === 'slug' || sort.of === 'name') return { join: Prisma.empty, value: Prisma.raw(`d.${sort.of}`) };
  const { service, entity } = sort;
  const value = Prisma.sql`coalesce(f.value, 0)`;
  if (sort.of === 'count') {
    const join = Prisma.sql`LEFT JOIN (SELECT tenant_id, live AS value FROM entity_counts
      WHERE service = ${service} AND entity = ${entity}) f USING (tenant_id)`;
    return { join, value };
  }
  const ofCurrency = currency === undefined ? Prisma.empty : Prisma.sql`AND currency = ${currency}`;
  const join = Prisma.sql`LEFT JOIN (SELECT tenant_id, sum(${Prisma.raw(sort.of === 'live' ? 'live' : 'amount_minor')}) AS value
    FROM entity_sums WHERE service = ${service} AND entity = ${entity} AND status = ANY(${[...sort.status]}::text[]) ${ofCurrency}
    GROUP BY tenant_id) f USING (tenant_id)`;
  return { join, value };
}

/** Cursors are not signed: one that was tampered with must get a refusal, and not a fault of the database's. */
function beyond({ field, direction }: SummaryOrder, value: Sql, { value: place, id }: PageStart): Sql {
  const isText = field === 'SLUG' || field === 'NAME';
  const isFit = typeof place === 'string' && (isText ? !place.includes('\u0000') : /^-?\d{1,30}$/.test(place));
  if (!isFit) throw badInput('after', '`after` is not a cursor of this list in this order. Start again without it.');
  const type = Prisma.raw(isText ? 'text' : 'numeric');
  return Prisma.sql`(${value}, d.tenant_id) ${Prisma.raw(direction === 'ASC' ? '>' : '<')} (${place}::${type}, ${id}::uuid)`;
}

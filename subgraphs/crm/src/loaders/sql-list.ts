import { badInput } from '@tessera/errors';
import type { PageStart, SortValue } from '@tessera/subgraph';
import { Prisma } from '../../../../prisma/crm/client/client.ts';

type Sql = Prisma.Sql;

/** A column that a list can be ordered by. */
export interface Sort<Row> {
  readonly by: keyof Row & string;
  readonly type: 'timestamptz' | 'date' | 'text' | 'integer' | 'bigint';
  /** Stands for null, which a keyset has no place for. Needed for every column that can be null. */
  readonly whenNull?: Date;
}

/** One table as lists of it are read. `t` is its alias in every condition. */
export interface ListSource<Row, Filter, Field extends string> {
  readonly table: string;
  /** Every property of a row, and its column. */
  readonly columns: Readonly<Record<keyof Row & string, string>>;
  /** The columns behind each field that has none of its own name. A field that is not known here reads them all. */
  readonly needs: Readonly<Record<string, readonly (keyof Row & string)[]>>;
  /** Whether the table has a `deleted_at` that hides rows. */
  readonly softDelete: boolean;
  readonly sorts: Readonly<Record<Field, Sort<Row>>>;
  conditions(filter: Filter): (Sql | null)[];
}

/** What rows hang on: by its id, and by its tenant where that is known, since every index begins with the tenant. */
export interface Parent {
  readonly id: string;
  readonly tenantId?: string;
}

/** A list of those rows only whose `column` holds the parent's id. */
export interface ListParent extends Parent {
  readonly column: string;
}

/** What one statement reads: the rows `size` from `after` on, in one order, with these conditions. */
export interface ListQuery<Row> {
  /** Properties of the rows that are read. */
  readonly properties: readonly (keyof Row & string)[];
  readonly conditions: readonly Sql[];
  readonly sort: Sort<Row>;
  readonly direction: 'asc' | 'desc';
  readonly after: PageStart | null;
  readonly limit: number;
}

/** What a row carries when these of its fields are asked for: always its identity and its place in the list. */
export function propertiesFor<Row>(
  { columns, needs }: Pick<ListSource<Row, never, string>, 'columns' | 'needs'>,
  sort: Sort<Row>,
  asked: ReadonlySet<string>,
): (keyof Row & string)[] {
  const properties = Object.keys(columns) as (keyof Row & string)[];
  const used = new Set<string>(['tenantId', 'id', sort.by]);
  for (const field of asked) {
    const behind = needs[field] ?? (field in columns ? [field] : field === '__typename' ? [] : properties);
    for (const property of behind) used.add(property);
  }
  return properties.filter((property) => used.has(property));
}

/** The value by which a row stands in its list, as it goes into a cursor. */
export function sortValueOf<Row>(row: Row, sort: Sort<Row>): SortValue {
  return (row[sort.by] as SortValue) ?? sort.whenNull ?? null;
}

/** One page of a whole table. */
export function pageSql<Row>(source: ListSource<Row, never, string>, query: ListQuery<Row>): Sql {
  const { selected, where, order } = partsOf(source, query, []);
  const table = name(source.table);
  return Prisma.sql`SELECT ${selected} FROM ${table} t WHERE ${where} ORDER BY ${order} LIMIT ${query.limit}`;
}

/**
 * A page for each of many parents, in one statement: a lateral join searches the index once a parent and stops at the
 * page's end, where a window function would number every child first. Rows come with `$parent`, each parent's in order.
 */
export function pagesSql<Row>(
  source: ListSource<Row, never, string>,
  query: ListQuery<Row>,
  column: string,
  parents: readonly Parent[],
): Sql {
  const ids = parents.map(({ id }) => id);
  const tenants = parents.map(({ tenantId }) => tenantId ?? null);
  const ofParent = Prisma.sql`t.${name(column)} = parent.id`;
  const inTenant = tenants.includes(null) ? [] : [Prisma.sql`t.tenant_id = parent.tenant_id`];
  const { selected, where, order } = partsOf(source, query, [ofParent, ...inTenant]);
  return Prisma.sql`SELECT parent.id AS "$parent", page.*
    FROM unnest(${ids}::uuid[], ${tenants}::uuid[]) AS parent(id, tenant_id)
    CROSS JOIN LATERAL (
      SELECT ${selected} FROM ${name(source.table)} t WHERE ${where} ORDER BY ${order} LIMIT ${query.limit}
    ) AS page
    ORDER BY ${orderOf(query, expressionOf(query.sort, Prisma.sql`page.${name(query.sort.by)}`), 'page')}`;
}

/** How many rows there are on all pages, in all. */
export function countSql(source: ListSource<never, never, string>, conditions: readonly Sql[]): Sql {
  return Prisma.sql`SELECT count(*) AS rows FROM ${name(source.table)} t WHERE ${all(source, conditions)}`;
}

/** The same for each of many parents; a parent without rows is left out. */
export function countsSql(
  source: ListSource<never, never, string>,
  conditions: readonly Sql[],
  column: string,
  parents: readonly Parent[],
): Sql {
  const ids = parents.map(({ id }) => id);
  const tenants = parents.map(({ tenantId }) => tenantId ?? null);
  const ofParents = Prisma.sql`t.${name(column)} = ANY(${ids}::uuid[])`;
  const inTenants = tenants.includes(null) ? [] : [Prisma.sql`t.tenant_id = ANY(${tenants}::uuid[])`];
  return Prisma.sql`SELECT t.${name(column)} AS "$parent", count(*) AS rows FROM ${name(source.table)} t
    WHERE ${all(source, [...conditions, ofParents, ...inTenants])} GROUP BY t.${name(column)}`;
}

/** `text` anywhere in one of the columns, whatever the case; `%` and `_` stand for themselves. */
export function contains(text: string | undefined, ...columns: string[]): Sql | null {
  if (text === undefined) return null;
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return Prisma.sql`(${Prisma.join(columns.map((column) => Prisma.sql`t.${name(column)} ILIKE ${pattern}`), ' OR ')})`;
}

/** Compares a column with a value of a type, unless no value was given. */
export function compare(
  column: string,
  operator: '=' | '>=' | '<' | '<=',
  value: string | number | boolean | Date | undefined,
  type: string,
): Sql | null {
  if (value === undefined) return null;
  return Prisma.sql`t.${name(column)} ${Prisma.raw(operator)} ${cast(value, type)}`;
}

/** One of these names, for a column of an enumeration. No names given: no condition; none in the list: no row. */
export function among(column: string, values: readonly string[] | undefined, type: string): Sql | null {
  if (values === undefined) return null;
  return Prisma.sql`t.${name(column)} = ANY(${values}::${Prisma.raw(`${type}[]`)})`;
}

function partsOf<Row>(source: ListSource<Row, never, string>, query: ListQuery<Row>, extra: readonly Sql[]) {
  const place = expressionOf(query.sort, Prisma.sql`t.${name(source.columns[query.sort.by])}`);
  const beyond = query.after ? [beyondSql(place, query.sort, query.direction, query.after)] : [];
  const selected = query.properties.map((property) => `t."${source.columns[property]}" AS "${property}"`);
  return {
    selected: Prisma.raw(selected.join(', ')),
    where: all(source, [...query.conditions, ...extra, ...beyond]),
    order: orderOf(query, place, 't'),
  };
}

function orderOf({ direction }: Pick<ListQuery<never>, 'direction'>, place: Sql, alias: 't' | 'page'): Sql {
  return Prisma.sql`${place} ${Prisma.raw(direction)}, ${Prisma.raw(alias)}.id ${Prisma.raw(direction)}`;
}

function expressionOf(sort: Sort<never>, column: Sql): Sql {
  return sort.whenNull ? Prisma.sql`COALESCE(${column}, ${cast(sort.whenNull, sort.type)})` : column;
}

function beyondSql<Row>(place: Sql, sort: Sort<Row>, direction: 'asc' | 'desc', after: PageStart): Sql {
  if (!isOfType(after.value, sort.type)) {
    throw badInput('after', '`after` is not a cursor of this list in this order. Start again without it.');
  }
  const operator = Prisma.raw(direction === 'asc' ? '>' : '<');
  return Prisma.sql`(${place}, t.id) ${operator} (${cast(after.value, sort.type)}, ${after.id}::uuid)`;
}

function all(source: Pick<ListSource<never, never, string>, 'softDelete'>, conditions: readonly Sql[]): Sql {
  const live = source.softDelete ? [Prisma.sql`t.deleted_at IS NULL`] : [];
  const every = [...live, ...conditions];
  return every.length > 0 ? Prisma.join(every, ' AND ') : Prisma.sql`true`;
}

/** A Date as text with its zone: the driver would send it without, to be read in whatever zone the session has. */
function cast(value: string | number | boolean | bigint | Date, type: string): Sql {
  const sent = value instanceof Date ? value.toISOString() : typeof value === 'bigint' ? value.toString() : value;
  return Prisma.sql`${sent}::${Prisma.raw(type)}`;
}

/** Whether a cursor's value can stand in a column at all: a cursor that was tampered with must not become a fault. */
function isOfType(value: SortValue, type: Sort<never>['type']): value is string | number | bigint | Date {
  switch (type) {
    case 'timestamptz':
    case 'date':
      return value instanceof Date && value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999;
    case 'bigint':
      return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31;
    case 'text':
      return typeof value === 'string' && !value.includes('\u0000');
  }
}

/** Table and column names come from this service's own sources, never from a caller. */
const name = (identifier: string) => Prisma.raw(`"${identifier}"`);

import DataLoader from 'dataloader';
import { BATCH_ONLY, readPage, toConnection, type Asked, type Connection, type Page, type PageArgs } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { Prisma, PrismaClient } from '../../../../prisma/crm/client/client.ts';
import {
  countsSql,
  countSql,
  pagesSql,
  pageSql,
  propertiesFor,
  sortValueOf,
  type ListParent,
  type ListSource,
  type Parent,
  type Sort,
} from './sql-list.ts';

/** Arguments that every list takes, the filter already checked. */
export interface ListArgs<Filter, Field extends string> extends PageArgs, Asked {
  readonly filter: Filter;
  readonly orderBy: { readonly field: Field; readonly direction: 'ASC' | 'DESC' };
}

/** A source whose filter does not matter any more, because its conditions have been made. */
type Source<Row> = ListSource<Row, never, string>;

/** A list that is asked for, but for the row that it belongs to. */
interface Shape<Row> {
  readonly source: Source<Row>;
  readonly page: Page;
  readonly sort: Sort<Row>;
  readonly properties: readonly (keyof Row & string)[];
  readonly conditions: readonly Prisma.Sql[];
  /** The same for lists that one statement can read together. */
  readonly key: string;
}

interface Request<Row> extends Shape<Row> {
  readonly parent: ListParent | undefined;
}

/** Reads lists for one request. Lists that differ only in their parent are read by one statement. */
export interface Lists {
  /**
   * @param list names the list in its cursors: `customers`, `customer.deals`
   * @throws AppError BAD_USER_INPUT for a bad page size or a cursor of another list
   */
  page<Row extends { readonly id: string }, Filter, Field extends string>(
    source: ListSource<Row, Filter, Field>,
    list: string,
    args: ListArgs<Filter, Field>,
    parent?: ListParent,
  ): Promise<Connection<Row>>;
  count<Row, Filter>(source: ListSource<Row, Filter, string>, filter: Filter, parent: ListParent): Promise<number>;
}

export function createLists(db: ScopedDb<PrismaClient>): Lists {
  const pages = new Map<string, DataLoader<Parent, unknown[]>>();
  const counts = new Map<string, DataLoader<Parent, number>>();
  const shapes = new Map<object, object>();

  const rowsOf = <Row>(request: Request<Row>): Promise<Row[]> => {
    const { parent, key } = request;
    if (!parent) return readPageRows(db, request);
    const batch = (parents: readonly Parent[]) => readPagesRows(db, request, parent.column, parents);
    return memo(pages, key, () => new DataLoader(batch, BATCH_ONLY)).load(parent) as Promise<Row[]>;
  };

  const countOf = <Row>(request: Pick<Request<Row>, 'source' | 'conditions' | 'parent' | 'key'>): Promise<number> => {
    const { parent, key } = request;
    if (!parent) return readCount(db, request);
    const batch = (parents: readonly Parent[]) => readCounts(db, request, parent.column, parents);
    return memo(counts, key, () => new DataLoader(batch, BATCH_ONLY)).load(parent);
  };

  return {
    async page<Row extends { readonly id: string }, Filter, Field extends string>(
      source: ListSource<Row, Filter, Field>,
      list: string,
      args: ListArgs<Filter, Field>,
      parent?: ListParent,
    ) {
      const shape = memo(shapes, args, () => shapeOf(source, list, args)) as Shape<Row>;
      const request = { ...shape, parent };
      const rows = await rowsOf(request);
      return toConnection(rows, shape.page, (row) => sortValueOf(row, shape.sort), () => countOf(request));
    },
    async count(source, filter, parent) {
      const key = JSON.stringify(['count', source.table, parent.column, filter]);
      return countOf({ source, conditions: conditionsOf(source, filter), parent, key });
    },
  };
}

function shapeOf<Row, Filter, Field extends string>(
  source: ListSource<Row, Filter, Field>,
  list: string,
  args: ListArgs<Filter, Field>,
): Shape<Row> {
  const { field, direction } = args.orderBy;
  const page = readPage(args, { list, field, direction: direction === 'ASC' ? 'asc' : 'desc' });
  const sort = source.sorts[field];
  const properties = propertiesFor(source, sort, args.asked);
  const key = JSON.stringify([list, args.first, args.after, args.filter, args.orderBy, properties]);
  return { source, page, sort, properties, conditions: conditionsOf(source, args.filter), key };
}

function conditionsOf<Filter>(source: ListSource<never, Filter, string>, filter: Filter): Prisma.Sql[] {
  return source.conditions(filter).filter((condition) => condition !== null);
}

function queryOf<Row>({ sort, page, conditions, properties }: Shape<Row>) {
  return { properties, conditions, sort, direction: page.order.direction, after: page.after, limit: page.size + 1 };
}

function readPageRows<Row>(db: ScopedDb<PrismaClient>, request: Request<Row>): Promise<Row[]> {
  return db.rows<Row & object>(pageSql(request.source, queryOf(request)));
}

async function readPagesRows<Row>(
  db: ScopedDb<PrismaClient>,
  request: Request<Row>,
  column: string,
  parents: readonly Parent[],
): Promise<Row[][]> {
  const sql = pagesSql(request.source, queryOf(request), column, uniqueById(parents));
  const found = await db.rows<Row & { $parent: string }>(sql);
  const byParent = Map.groupBy(found, (row) => row.$parent);
  return parents.map(({ id }) => byParent.get(id) ?? []);
}

async function readCount<Row>(
  db: ScopedDb<PrismaClient>,
  { source, conditions }: Pick<Request<Row>, 'source' | 'conditions'>,
): Promise<number> {
  const [found] = await db.rows<{ rows: bigint }>(countSql(source, conditions));
  return Number(found?.rows ?? 0);
}

async function readCounts<Row>(
  db: ScopedDb<PrismaClient>,
  { source, conditions }: Pick<Request<Row>, 'source' | 'conditions'>,
  column: string,
  parents: readonly Parent[],
): Promise<number[]> {
  const sql = countsSql(source, conditions, column, parents);
  const found = await db.rows<{ $parent: string; rows: bigint }>(sql);
  const byParent = new Map(found.map((row) => [row.$parent, Number(row.rows)]));
  return parents.map(({ id }) => byParent.get(id) ?? 0);
}

function uniqueById(parents: readonly Parent[]): Parent[] {
  return [...new Map(parents.map((parent) => [parent.id, parent])).values()];
}

function memo<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const present = known.get(key);
  if (present !== undefined) return present;
  const made = make();
  known.set(key, made);
  return made;
}

import { createHash } from 'node:crypto';
import { badInput } from '@tessera/errors';

/** Page sizes of every connection in the graph. */
export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** A value that a list can be ordered by, as it comes from a row. */
export type SortValue = string | number | bigint | boolean | Date | null;

/** What a sort field holds, so that a cursor cannot bring the database a value of another kind. */
export type SortKind = 'date' | 'text';

/** How one list is ordered. `id` always breaks ties, so that pages neither repeat nor skip a row. */
export interface ListOrder<Field extends string = string> {
  /** Names the list, e.g. `customers` or `customer.deals`: a cursor of another list is refused. */
  readonly list: string;
  readonly field: Field;
  readonly direction: 'asc' | 'desc';
}

export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Where a page starts: after the row with this sort value and id. */
export interface PageStart {
  readonly value: SortValue;
  readonly id: string;
}

export interface Page<Field extends string = string> {
  readonly order: ListOrder<Field>;
  readonly size: number;
  readonly after: PageStart | null;
}

export interface Connection<Row> {
  readonly edges: { readonly cursor: string; readonly node: Row }[];
  readonly nodes: Row[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** A function, so that the count runs only when the operation asks for it. */
  readonly totalCount: () => Promise<number>;
}

/**
 * Checks the arguments of one connection (https://relay.dev/graphql/connections.htm, forward pagination).
 * @throws AppError BAD_USER_INPUT for a page size outside 1..100 and for a cursor that this list did not give.
 */
export function readPage<Field extends string>(args: PageArgs, order: ListOrder<Field>): Page<Field> {
  const size = args.first ?? DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE_SIZE) {
    throw badInput('first', `\`first\` must be between 1 and ${MAX_PAGE_SIZE}.`);
  }
  return { order, size, after: args.after ? decodeCursor(args.after, order) : null };
}

/**
 * Prisma's `where`, `orderBy` and `take` for a page, by keyset (never by offset). One row more than the page is asked
 * for, which tells whether another page follows. Combine `where` with your own by `AND`.
 *
 * Columns that can be null are not supported as sort fields: a keyset has no place for them.
 * @param kinds of the fields that the list can be ordered by, besides `id`
 * @throws AppError BAD_USER_INPUT for a cursor whose value is of another kind
 */
export function keysetQuery<Field extends string>(
  page: Page<Field>,
  kinds: Readonly<Record<Exclude<Field, 'id'>, SortKind>>,
) {
  const { field, direction } = page.order;
  const kind = (kinds as Partial<Record<string, SortKind>>)[field];
  if (page.after && kind && !isOfKind(page.after.value, kind)) throw foreignCursor();
  const beyond = direction === 'asc' ? 'gt' : 'lt';
  const orderBy = field === 'id' ? [{ id: direction }] : [{ [field]: direction }, { id: direction }];
  return { take: page.size + 1, orderBy, where: page.after ? whereAfter(field, beyond, page.after) : {} };
}

/** Cursors are not signed: whoever tampers with one must get a refusal, and not a fault of the database's. */
function isOfKind(value: SortValue, kind: SortKind): boolean {
  if (kind === 'text') return typeof value === 'string' && !value.includes('\u0000');
  return value instanceof Date && value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999;
}

function whereAfter(field: string, beyond: 'gt' | 'lt', after: PageStart) {
  if (field === 'id') return { id: { [beyond]: after.id } };
  return {
    OR: [{ [field]: { [beyond]: after.value } }, { [field]: after.value, id: { [beyond]: after.id } }],
  };
}

/** Rows fetched with `keysetQuery` (one more than the page, if there are that many) as a Relay connection. */
export function toConnection<Row extends { readonly id: string }, Field extends string>(
  rows: readonly Row[],
  page: Page<Field>,
  sortValue: (row: Row, field: Field) => SortValue,
  totalCount: () => Promise<number>,
): Connection<Row> {
  return new PageOfRows(rows, page, sortValue, totalCount);
}

/** Edges, page info and cursors are made for whoever asks for them: a list of lists has many, and is asked for few. */
class PageOfRows<Row extends { readonly id: string }, Field extends string> implements Connection<Row> {
  readonly nodes: Row[];
  readonly totalCount: () => Promise<number>;
  readonly #page: Page<Field>;
  readonly #sortValue: (row: Row, field: Field) => SortValue;
  readonly #hasNextPage: boolean;

  constructor(
    rows: readonly Row[],
    page: Page<Field>,
    sortValue: (row: Row, field: Field) => SortValue,
    totalCount: () => Promise<number>,
  ) {
    this.nodes = rows.slice(0, page.size);
    this.totalCount = totalCount;
    this.#page = page;
    this.#sortValue = sortValue;
    this.#hasNextPage = rows.length > page.size;
  }

  get edges(): Connection<Row>['edges'] {
    const print = fingerprint(this.#page.order);
    return this.nodes.map((node) => ({ node, cursor: this.#cursorOf(node, print) }));
  }

  get pageInfo(): Connection<Row>['pageInfo'] {
    const cursorAt = (at: number) => {
      const row = this.nodes.at(at);
      return row ? this.#cursorOf(row, fingerprint(this.#page.order)) : null;
    };
    return {
      hasNextPage: this.#hasNextPage,
      hasPreviousPage: this.#page.after !== null,
      get startCursor() {
        return cursorAt(0);
      },
      get endCursor() {
        return cursorAt(-1);
      },
    };
  }

  #cursorOf(row: Row, print: string): string {
    return cursorText(print, { value: this.#sortValue(row, this.#page.order.field), id: row.id });
  }
}

/** Opaque to clients; says which list and order it belongs to, and the place in it. */
export function encodeCursor(order: ListOrder, start: PageStart): string {
  return cursorText(fingerprint(order), start);
}

function cursorText(print: string, { value, id }: PageStart): string {
  return Buffer.from(JSON.stringify([print, ...tagged(value), id])).toString('base64url');
}

/** @throws AppError BAD_USER_INPUT when the cursor is not one that this list, in this order, has given. */
export function decodeCursor(cursor: string, order: ListOrder): PageStart {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw foreignCursor();
  }
  if (!Array.isArray(parts) || parts.length !== 4) throw foreignCursor();
  const [print, tag, raw, id] = parts as unknown[];
  const value = untagged(tag, raw);
  const isOurs = print === fingerprint(order) && typeof id === 'string' && UUID.test(id);
  if (!isOurs || value === undefined) throw foreignCursor();
  return { value, id };
}

const foreignCursor = () =>
  badInput('after', '`after` is not a cursor of this list in this order. Start again without it.');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function fingerprint(order: ListOrder): string {
  const text = `${order.list}|${order.field}|${order.direction}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}

function tagged(value: SortValue): [string, string | number | boolean | null] {
  if (value instanceof Date) return ['date', value.toISOString()];
  if (typeof value === 'bigint') return ['big', value.toString()];
  return ['plain', value];
}

function untagged(tag: unknown, raw: unknown): SortValue | undefined {
  if (tag === 'date' && typeof raw === 'string' && !Number.isNaN(Date.parse(raw))) return new Date(raw);
  if (tag === 'big' && typeof raw === 'string' && /^-?\d{1,19}$/.test(raw)) return BigInt(raw);
  const isPlain = raw === null || ['string', 'number', 'boolean'].includes(typeof raw);
  return tag === 'plain' && isPlain ? (raw as SortValue) : undefined;
}

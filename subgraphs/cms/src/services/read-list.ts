import { keysetQuery, readPage, toConnection, type Connection, type PageArgs, type SortKind, type SortValue } from '@tessera/subgraph';

/** What a caller says about a list; the filter is checked by its schema. */
export interface ListRequest<Field extends string> extends PageArgs {
  readonly filter?: object | null;
  readonly orderBy?: { readonly field?: Field | null; readonly direction?: 'ASC' | 'DESC' | null } | null;
}

/** A column that a list can be ordered by. */
interface Sort {
  readonly by: string;
  readonly kind: SortKind;
}

interface ListPlan<Row, Field extends string> {
  /** Names the list in its cursors. */
  readonly list: string;
  readonly sorts: Readonly<Record<Field, Sort>>;
  readonly fallback: { readonly field: Field; readonly direction: 'ASC' | 'DESC' };
  find(query: Pick<ReturnType<typeof keysetQuery>, 'orderBy' | 'take' | 'where'>): Promise<Row[]>;
  count(): Promise<number>;
}

/** One page of a list that Prisma reads. @throws AppError BAD_USER_INPUT for a bad page size or cursor */
export async function readList<Row extends { readonly id: string }, Field extends string>(
  request: ListRequest<Field>,
  { list, sorts, fallback, find, count }: ListPlan<Row, Field>,
): Promise<Connection<Row>> {
  const { by } = sorts[request.orderBy?.field ?? fallback.field];
  const direction = (request.orderBy?.direction ?? fallback.direction) === 'ASC' ? 'asc' : 'desc';
  const page = readPage(request, { list, field: by, direction });
  const kinds = Object.fromEntries(Object.values<Sort>(sorts).map((sort) => [sort.by, sort.kind]));
  const rows = await find(keysetQuery(page, kinds));
  return toConnection(rows, page, (row, field) => row[field as keyof Row] as SortValue, count);
}

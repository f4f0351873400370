import { conflict, notFound } from '@tessera/errors';

/**
 * Ends an update that named a version: `count` rows matched it, and `row` is what now stands.
 * @throws AppError NOT_FOUND when nothing stands, CONFLICT with the current version when another came first
 */
export function settleUpdate<Row extends { readonly version: number }>(
  what: string,
  count: number,
  row: Row | null,
): Row {
  if (!row) throw notFound(what);
  if (count === 0) throw conflict(`The ${what} has changed since you read it. Read it again.`, row.version);
  return row;
}

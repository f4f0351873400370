import DataLoader from 'dataloader';
import { validate } from 'uuid';

/**
 * Loaders put together what is asked in one turn of the event loop, and remember nothing: within one operation a
 * mutation may change what an earlier one has shown.
 */
export const BATCH_ONLY = { cache: false, maxBatchSize: 1000 } as const;

export type Loader<Value> = Pick<DataLoader<string, Value>, 'load'>;

/** Loads the one row that belongs to an id; null when there is none, or when the id is no UUID. */
export function loadOne<Row>(
  fetch: (ids: string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): Loader<Row | null> {
  return new DataLoader<string, Row | null>(async (ids) => {
    const rows = new Map((await fetchKnown(fetch, ids)).map((row) => [keyOf(row), row]));
    return ids.map((id) => rows.get(id.toLowerCase()) ?? null);
  }, BATCH_ONLY);
}

/** Loads all rows that belong to an id, in the order in which they were fetched. */
export function loadMany<Row>(
  fetch: (ids: string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): Loader<Row[]> {
  return new DataLoader<string, Row[]>(async (ids) => {
    const rows = Map.groupBy(await fetchKnown(fetch, ids), keyOf);
    return ids.map((id) => rows.get(id.toLowerCase()) ?? []);
  }, BATCH_ONLY);
}

async function fetchKnown<Row>(fetch: (ids: string[]) => Promise<readonly Row[]>, ids: readonly string[]) {
  const known = new Set(ids.filter((id) => validate(id)).map((id) => id.toLowerCase()));
  return known.size > 0 ? fetch([...known]) : [];
}

import { conflict, notFound } from '@tessera/errors';

/** What an update by id and version has met: the changed row, if the row still was as the caller knew it. */
interface Outcome<Row> {
  readonly what: string;
  readonly changed: readonly Row[];
  /** The version that the caller named. */
  readonly version: number;
  /** Reads the row as the caller sees it. */
  current(): Promise<{ readonly version: number } | null>;
}

/**
 * Ends an update that named a version.
 * @throws AppError CONFLICT with the current version when another change came first; NOT_FOUND when the row is missing,
 *   or the caller may see it but not change it
 */
export async function settleUpdate<Row>({ what, changed, version, current }: Outcome<Row>): Promise<Row> {
  const [row] = changed;
  if (row !== undefined) return row;
  const now = await current();
  if (now && now.version !== version) throw stale(what, now.version);
  throw notFound(what);
}

/** The refusal of a version that is no longer the current one. */
export const stale = (what: string, currentVersion: number) =>
  conflict(`The ${what} has changed since you read it. Read it again.`, currentVersion);

import type { Position } from '@tessera/rpc';
import type { Db } from '../scope.ts';

/** How long a replica may go on without a word before another takes over, in milliseconds. */
export const LEASE_MS = 3_000;

/** What keeps places in the services' logs: how far they are folded, and how far they are published. */
export type PlaceTable = 'followers' | 'publishers';

/** What a replica that follows a service knows of its place. */
export interface Claim {
  /** Null: nothing has been applied yet. */
  readonly position: Position | null;
}

/**
 * Takes or renews the right to follow one service's log; null while another replica has it. It saves work and nothing
 * more: that no batch counts twice is seen to by `applyBatch`.
 */
export function claimFollower(db: Db, service: string, holder: string): Promise<Claim | null> {
  return claimPlace(db, 'followers', service, holder);
}

/** As `claimFollower`, of any table of places. */
export async function claimPlace(db: Db, table: PlaceTable, service: string, holder: string): Promise<Claim | null> {
  const rows = await db.sql<{ epoch: string; transaction: string | null; event_id: string }>(
    `INSERT INTO ${table} AS f (service, holder, lease_until)
     VALUES ($1, $2, now() + $3 * interval '1 millisecond')
     ON CONFLICT (service) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
     WHERE f.holder IS NULL OR f.holder = excluded.holder OR f.lease_until < now()
     RETURNING f.epoch, f.transaction, f.event_id`,
    [service, holder, LEASE_MS],
  );
  const [row] = rows;
  if (!row) return null;
  const { epoch, transaction, event_id: id } = row;
  return { position: transaction === null ? null : { epoch, transaction, id } };
}

/** Lets another replica follow at once. */
export async function releasePlace(db: Db, table: PlaceTable, service: string, holder: string): Promise<void> {
  await db.sql(`UPDATE ${table} SET holder = NULL, lease_until = NULL WHERE service = $1 AND holder = $2`, [
    service,
    holder,
  ]);
}

/** Tells every reader of the projection that it has stopped growing, and why. */
export async function markUnreachable(db: Db, service: string, holder: string, reason: string): Promise<void> {
  await db.sql(
    `UPDATE followers SET reachable = false, last_error = left($3, 500), updated_at = now()
     WHERE service = $1 AND holder = $2`,
    [service, holder, reason],
  );
}

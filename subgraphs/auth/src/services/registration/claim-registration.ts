import { LEASE_MS } from '../../domain/registration.ts';
import type { Db } from '../scope.ts';

/** A registration that one process drives for a while; `attempt` is what its changes are made under. */
export interface HeldRegistration {
  readonly id: string;
  /** Counted from 1. */
  readonly attempt: number;
}

/** Which registration: one, due or not; or any that is due. */
export type Claim = { readonly id: string } | 'due';

// Rows that another process is just claiming are passed over, and those that it has claimed are leased.
const CLAIM = `
  UPDATE registrations AS registration
  SET attempts = registration.attempts + 1, leased_until = now() + $1::float8 * interval '1 millisecond'
  FROM (
    SELECT id FROM registrations
    WHERE finished_at IS NULL AND (leased_until IS NULL OR leased_until < now())
      AND CASE WHEN $2::uuid IS NULL THEN next_attempt_at <= now() ELSE id = $2 END
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ) AS free
  WHERE registration.id = free.id
  RETURNING registration.id, registration.attempts AS attempt`;

/** Takes an unfinished registration that no process holds, for the length of a lease; null when there is none. */
export async function claimRegistration(db: Db, claim: Claim): Promise<HeldRegistration | null> {
  const [held] = await db.sql<HeldRegistration>(CLAIM, [LEASE_MS, claim === 'due' ? null : claim.id]);
  return held ?? null;
}

/** Holds it for another lease, where it is still this process's and not let go or finished. */
export async function renewLease(db: Db, { id, attempt }: HeldRegistration): Promise<void> {
  await db.sql(
    `UPDATE registrations SET leased_until = now() + $1::float8 * interval '1 millisecond'
     WHERE id = $2 AND attempts = $3 AND finished_at IS NULL AND leased_until IS NOT NULL`,
    [LEASE_MS, id, attempt],
  );
}

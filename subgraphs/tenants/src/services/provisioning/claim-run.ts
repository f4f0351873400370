import type { Db } from '../scope.ts';
import { LEASE_MS, type HeldRun } from './open-run.ts';

/** Which run: one tenant's, due or not; or any that is due. */
export type Claim = { readonly tenantId: string } | 'due';

// Rows that another process is just claiming are passed over, and those that it has claimed are leased.
const CLAIM = `
  UPDATE provisioning_runs AS run SET attempts = run.attempts + 1, leased_until = now() + $1 * interval '1 millisecond'
  FROM (
    SELECT tenant_id, id FROM provisioning_runs
    WHERE status = 'RUNNING' AND (leased_until IS NULL OR leased_until < now())
      AND CASE WHEN $2::uuid IS NULL THEN next_attempt_at <= now() ELSE tenant_id = $2 END
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ) AS free
  WHERE run.tenant_id = free.tenant_id AND run.id = free.id
  RETURNING run.tenant_id AS "tenantId", run.id AS "runId", run.attempts AS attempt`;

/** Takes an unfinished run that no process holds, for the length of a lease; null when there is none. */
export async function claimRun(db: Db, claim: Claim): Promise<HeldRun | null> {
  const tenantId = claim === 'due' ? null : claim.tenantId;
  const [run] = await db.sql<HeldRun>(CLAIM, [LEASE_MS, tenantId]);
  return run ?? null;
}

/** Holds it for another lease, where it is still this process's and not let go or finished. */
export async function renewLease(db: Db, { tenantId, runId, attempt }: HeldRun): Promise<void> {
  await db.sql(
    `UPDATE provisioning_runs SET leased_until = now() + $1 * interval '1 millisecond'
     WHERE tenant_id = $2 AND id = $3 AND attempts = $4 AND status = 'RUNNING' AND leased_until IS NOT NULL`,
    [LEASE_MS, tenantId, runId, attempt],
  );
}

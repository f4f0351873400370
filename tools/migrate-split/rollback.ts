import type pg from 'pg';
import { OperatorError, type Steps } from '@tessera/platform';
import { findChanged, findElsewhere } from './changed-since.ts';
import { inTransaction } from './cursor.ts';
import { BATCH } from './old-schema.ts';
import { createProgress } from './progress.ts';
import { findLastRun, setPhase, type Run } from './runs.ts';
import type { Targets } from './targets.ts';

/** Tells so many of what has changed. */
const MOST_TOLD = 20;

// Deleting a tenant takes its company, memberships, profiles and services with it.
const TENANTS_SQL = `
  WITH batch AS (SELECT tenant_id, client_id FROM split.companies WHERE run_id = $1 ORDER BY old_id LIMIT ${BATCH}),
  gone AS (DELETE FROM tenants USING batch WHERE tenants.id = batch.tenant_id),
  forgotten AS (DELETE FROM split.memberships USING batch WHERE memberships.tenant_id = batch.tenant_id)
  SELECT tenant_id, client_id FROM batch`;

/**
 * Takes out of auth and tenants what the last run wrote, and nothing else. Killed, it goes on when it is run again.
 * @throws OperatorError when there is no run, or rows were changed since and `force` is not set
 */
export async function rollBack(targets: Targets, steps: Steps, force: boolean): Promise<void> {
  const run = await findLastRun(targets.auth);
  if (!run) throw new OperatorError('There is no move to take back.');
  if (run.phase !== 'ROLLING_BACK') {
    if (!force) await steps.run('Look for changes', () => requireUnchanged(targets, run));
    await setPhase(targets.auth, run.id, 'ROLLING_BACK');
  }
  const kept = await findElsewhere(targets, run);
  await removeTenants(targets.tenants, run);
  await removeUsers(targets.auth, run, kept);
  await forget(targets, run);
  if (kept.length > 0) steps.say(`Kept, because they are in tenants of others: ${kept.join(', ')}.`);
  steps.say(`Taken back what came from ${run.source}. Its backup is in ${run.backup}; the old database was never changed.`);
}

async function requireUnchanged(targets: Targets, run: Run): Promise<void> {
  const changed = await findChanged(targets, run);
  if (changed.length === 0) return;
  const told = changed.slice(0, MOST_TOLD).join(', ') + (changed.length > MOST_TOLD ? ' and others' : '');
  throw new OperatorError(
    `${changed.length} of what was moved has been used or changed since: ${told}. ` +
      'Nothing was taken back; add --force to lose these changes.',
  );
}

async function removeTenants(tenants: pg.Client, run: Run): Promise<void> {
  await inBatches('Remove tenants', await countOf(tenants, 'split.companies', run), () =>
    inTransaction(tenants, async () => {
      const { rows } = await tenants.query<{ tenant_id: string; client_id: string }>(TENANTS_SQL, [run.id]);
      await tenants.query(
        `DELETE FROM clients WHERE id = ANY($1) AND NOT EXISTS (SELECT FROM tenants WHERE client_id = clients.id)`,
        [rows.map((row) => row.client_id)],
      );
      const ids = rows.map((row) => row.tenant_id);
      await tenants.query('DELETE FROM split.companies WHERE tenant_id = ANY($1)', [ids]);
      return rows.length;
    }));
}

async function removeUsers(auth: pg.Client, run: Run, kept: readonly string[]): Promise<void> {
  await inBatches('Remove users', await countOf(auth, 'split.users', run), () =>
    inTransaction(auth, async () => {
      const { rows } = await auth.query<{ new_id: string }>(
        `DELETE FROM split.users WHERE new_id IN (SELECT new_id FROM split.users WHERE run_id = $1 LIMIT ${BATCH})
         RETURNING new_id`,
        [run.id],
      );
      const ids = rows.map((row) => row.new_id).filter((id) => !kept.includes(id));
      for (const table of ['sessions', 'platform_admins', 'password_resets', 'credentials']) {
        await auth.query(`DELETE FROM ${table} WHERE user_id = ANY($1)`, [ids]);
      }
      await auth.query('DELETE FROM users WHERE id = ANY($1)', [ids]);
      return rows.length;
    }));
}

async function inBatches(what: string, total: number, removeBatch: () => Promise<number>): Promise<void> {
  const progress = createProgress(what, { total, alreadyDone: 0 });
  for (let removed = await removeBatch(); removed > 0; removed = await removeBatch()) progress.advance(removed);
  progress.end();
}

async function countOf(database: pg.Client, table: string, run: Run): Promise<number> {
  const { rows } = await database.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE run_id = $1`, [run.id]);
  return Number(rows[0]?.count);
}

/** The run itself last, so that a kill before leaves something to go on with. */
async function forget({ auth, tenants }: Targets, run: Run): Promise<void> {
  await inTransaction(tenants, async () => {
    await tenants.query('DELETE FROM split.progress WHERE run_id = $1', [run.id]);
    await dropIfEmpty(tenants, 'split.companies');
  });
  await inTransaction(auth, async () => {
    await auth.query('DELETE FROM split.progress WHERE run_id = $1', [run.id]);
    await auth.query('DELETE FROM split.runs WHERE id = $1', [run.id]);
    await dropIfEmpty(auth, 'split.runs');
  });
}

async function dropIfEmpty(database: pg.Client, table: string): Promise<void> {
  const { rowCount } = await database.query(`SELECT FROM ${table} LIMIT 1`);
  if (rowCount === 0) await database.query('DROP SCHEMA split CASCADE');
}

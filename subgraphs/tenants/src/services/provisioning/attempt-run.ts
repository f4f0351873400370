import { isAppError } from '@tessera/errors';
import type { Db } from '../scope.ts';
import { advanceTenant, finishAttempt } from './finish-attempt.ts';
import type { HeldRun } from './open-run.ts';
import { recordAnswer, stillHeld, type Answer } from './record-answer.ts';

/** What a service is asked to make itself ready for. */
export interface TenantToPrepare {
  readonly tenantId: string;
  readonly slug: string;
  readonly tier: string;
}

/** Asks one service to make itself ready, any number of times; answers one sentence. */
export type Prepare = (service: string, tenant: TenantToPrepare) => Promise<string>;

/** Longest answer that is kept, in characters. */
const MAX_DETAIL = 500;

/**
 * One attempt of a run that this process holds: asks every service that is not ready, all at once, and records each
 * answer as it comes, so that a crash forgets no more than what was under way.
 */
export async function attemptRun(db: Db, run: HeldRun, prepare: Prepare): Promise<void> {
  const tenant = await begin(db, run);
  if (!tenant) return;
  const pending = await db.query((prisma) =>
    prisma.tenantService.findMany({ where: { tenantId: run.tenantId, status: { not: 'READY' } } }),
  );
  await Promise.all(
    pending.map(async ({ service }) => recordAnswer(db, run, await ask(prepare, service, tenant))),
  );
  await finishAttempt(db, run);
}

async function begin(db: Db, run: HeldRun): Promise<TenantToPrepare | null> {
  return db.transaction(async (tx) => {
    if (!(await stillHeld(tx, run))) return null;
    await advanceTenant(tx, run.tenantId, 'begin');
    const { id, slug, tier } = await tx.tenant.findUniqueOrThrow({ where: { id: run.tenantId } });
    return { tenantId: id, slug, tier };
  });
}

async function ask(prepare: Prepare, service: string, tenant: TenantToPrepare): Promise<Answer> {
  try {
    return { service, outcome: 'READY', detail: shorten(await prepare(service, tenant)) };
  } catch (error) {
    // A fault's own words may hold what no operator should read in a record; the service's log has them.
    const detail = isAppError(error) ? error.message : `${service} failed while it prepared.`;
    return { service, outcome: 'FAILED', detail: shorten(detail) };
  }
}

function shorten(detail: string): string {
  return detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL - 1)}…` : detail;
}

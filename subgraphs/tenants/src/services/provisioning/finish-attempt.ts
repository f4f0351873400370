import { backoffMs } from '../../domain/backoff.ts';
import { nextStatus, type TenantEvent } from '../../domain/tenant-lifecycle.ts';
import { lockTenant } from '../lock-tenant.ts';
import type { Db, Transaction } from '../scope.ts';
import type { HeldRun } from './open-run.ts';
import { stillHeld } from './record-answer.ts';

/** Moves the tenant on where its state allows; one that is open or suspended already stays as it is. */
export async function advanceTenant(tx: Transaction, tenantId: string, event: TenantEvent): Promise<void> {
  const tenant = await lockTenant(tx, tenantId);
  const status = tenant && nextStatus(tenant.status, event);
  if (status) await tx.tenant.update({ where: { id: tenantId }, data: { status, version: { increment: 1 } } });
}

/** Ends an attempt: the tenant opens when every service is ready; otherwise the run waits for its next attempt. */
export async function finishAttempt(db: Db, run: HeldRun): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await stillHeld(tx, run))) return;
    const { tenantId, runId, attempt } = run;
    const unready = await tx.tenantService.count({ where: { tenantId, status: { not: 'READY' } } });
    const now = Date.now();
    const outcome =
      unready === 0
        ? { status: 'SUCCEEDED' as const, finishedAt: new Date(now) }
        : { nextAttemptAt: new Date(now + backoffMs(attempt)) };
    await tx.provisioningRun.update({
      where: { tenantId_id: { tenantId, id: runId } },
      data: { ...outcome, leasedUntil: null },
    });
    if (unready === 0) await advanceTenant(tx, tenantId, 'complete');
  });
}

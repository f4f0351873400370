import { v7 } from 'uuid';
import type { ProvisioningOutcome } from '../../../../../prisma/tenants/client/client.ts';
import type { Db, Transaction } from '../scope.ts';
import type { HeldRun } from './open-run.ts';

/** What one service answered. */
export interface Answer {
  readonly service: string;
  readonly outcome: ProvisioningOutcome;
  readonly detail: string;
}

/** Records what a service answered, once. An answer that comes after the run was lost to another process is dropped. */
export async function recordAnswer(db: Db, run: HeldRun, { service, outcome, detail }: Answer): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await stillHeld(tx, run))) return;
    const { tenantId, runId, attempt } = run;
    await tx.tenantService.update({
      where: { tenantId_service: { tenantId, service } },
      data: {
        status: outcome,
        detail,
        attempts: { increment: 1 },
        preparedAt: outcome === 'READY' ? new Date() : null,
      },
    });
    await tx.provisioningStep.create({ data: { tenantId, id: v7(), runId, service, attempt, outcome, detail } });
  });
}

/** Whether this process's attempt is still the run's latest; holds the run still until the transaction ends. */
export async function stillHeld(tx: Transaction, { tenantId, runId, attempt }: HeldRun): Promise<boolean> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT id FROM provisioning_runs
    WHERE tenant_id = ${tenantId}::uuid AND id = ${runId}::uuid AND attempts = ${attempt} AND status = 'RUNNING'
    FOR NO KEY UPDATE`;
  return held.length > 0;
}

import { v7 } from 'uuid';
import type { Transaction } from '../scope.ts';

/** A run that one process holds for a while; `attempt` is what its answers are recorded under. */
export interface HeldRun {
  readonly tenantId: string;
  readonly runId: string;
  /** Counted from 1. */
  readonly attempt: number;
}

/**
 * How long a process holds a run before another may take it over, in milliseconds: it is held anew as long as the attempt
 * goes on, so that what a dead process held is taken up that much later and no more.
 */
export const LEASE_MS = 3_000;
/** How often a lease is renewed. */
export const RENEW_MS = 1_000;

/** Lists the services that a new tenant needs, and opens the run that prepares them, held by this process. */
export async function openRun(tx: Transaction, tenantId: string, services: readonly string[]): Promise<HeldRun> {
  await tx.tenantService.createMany({ data: services.map((service) => ({ tenantId, id: v7(), service })) });
  const leasedUntil = new Date(Date.now() + LEASE_MS);
  const run = await tx.provisioningRun.create({ data: { tenantId, id: v7(), attempts: 1, leasedUntil } });
  return { tenantId, runId: run.id, attempt: run.attempts };
}

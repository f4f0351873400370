import { conflict, notFound } from '@tessera/errors';
import { validate } from 'uuid';
import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import { nextStatus, type TenantEvent, type TenantStatus } from '../domain/tenant-lifecycle.ts';
import { lockTenant } from './lock-tenant.ts';
import type { Scope, Transaction } from './scope.ts';

/** What operators may do to a tenant; the rest of its life is provisioning's. */
type OperatorEvent = Exclude<TenantEvent, 'begin' | 'complete'>;

const REFUSALS: Readonly<Record<OperatorEvent, (status: TenantStatus) => string>> = {
  suspend: (status) => `Only an ACTIVE tenant can be suspended; this one is ${status}.`,
  resume: (status) => `Only a SUSPENDED tenant can be resumed; this one is ${status}.`,
  delete: () => 'The tenant is DELETED already.',
};

/** What a transition changes besides the status. */
interface TransitionEffects {
  readonly statusReason?: string | null;
  readonly deletedAt?: Date;
  /** Writes of the same transaction that come first: a run is locked before its tenant, as provisioning does. */
  readonly first?: (tx: Transaction) => Promise<unknown>;
}

/**
 * Moves a tenant on in its life. The database tells every gateway as the transaction commits.
 * @throws AppError NOT_FOUND, or CONFLICT when the tenant's state does not allow it
 */
export async function transitionTenant(
  { platform }: Scope,
  id: string,
  event: OperatorEvent,
  { first, ...effects }: TransitionEffects,
): Promise<Tenant> {
  if (!validate(id)) throw notFound('tenant');
  return platform.transaction(async (tx) => {
    await first?.(tx);
    const tenant = await lockTenant(tx, id);
    if (!tenant) throw notFound('tenant');
    const status = nextStatus(tenant.status, event);
    if (!status) throw conflict(REFUSALS[event](tenant.status), tenant.version);
    return tx.tenant.update({ where: { id }, data: { ...effects, status, version: { increment: 1 } } });
  });
}

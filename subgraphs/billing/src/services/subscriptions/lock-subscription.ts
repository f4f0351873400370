import { notFound } from '@tessera/errors';
import { parseId, requireTenantId, stale } from '@tessera/subgraph';
import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import type { Scope, Transaction } from '../scope.ts';

/** Which subscription, as the caller knows it. */
export interface KnownVersion {
  readonly id: string;
  readonly version: number;
}

/**
 * Locks a subscription for the transaction: neither the schedule nor a report of usage moves it meanwhile.
 * @throws AppError NOT_FOUND; CONFLICT when it has changed since it was read
 */
export async function lockSubscription(tx: Transaction, scope: Scope, known: KnownVersion): Promise<Subscription> {
  const tenantId = requireTenantId(scope.db);
  const id = parseId('subscription', known.id);
  await tx.$executeRaw`SELECT FROM subscriptions WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  const row = await tx.subscription.findUnique({ where: { tenantId_id: { tenantId, id } } });
  if (!row) throw notFound('subscription');
  if (row.version !== known.version) throw stale('subscription', row.version);
  return row;
}

/** Changes a subscription that the transaction has locked. */
export function changeLocked(tx: Transaction, { tenantId, id }: Subscription, data: object): Promise<Subscription> {
  return tx.subscription.update({
    where: { tenantId_id: { tenantId, id } },
    data: { ...data, version: { increment: 1 } },
  });
}

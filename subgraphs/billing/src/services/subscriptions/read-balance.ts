import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import type { Scope } from '../scope.ts';

/** What a tenant has in hand, in the currency of its subscription. */
export async function readBalance(
  { db }: Pick<Scope, 'db'>,
  { tenantId, currency }: Pick<Subscription, 'tenantId' | 'currency'>,
): Promise<bigint> {
  const where = { tenantId_payerId_currency: { tenantId, payerId: tenantId, currency } };
  const row = await db.query((prisma) => prisma.creditBalance.findUnique({ where }));
  return row?.amountMinor ?? 0n;
}

import type { Invoice } from '../../../../../prisma/billing/client/client.ts';
import type { Transaction } from '../scope.ts';

/** What an invoice took from its payer's credit balance when it was opened: its amount is what was left to pay. */
export async function takenFromBalance(tx: Transaction, { tenantId, id: invoiceId }: Invoice): Promise<bigint> {
  const where = { tenantId, invoiceId, kind: 'BALANCE', amountMinor: { lt: 0n } } as const;
  const { _sum } = await tx.invoiceLine.aggregate({ where, _sum: { amountMinor: true } });
  return -(_sum.amountMinor ?? 0n);
}

import type { Scope } from '../scope.ts';

/** Whether a tenant's own invoices can be collected. */
export async function hasPaymentMethod({ db }: Pick<Scope, 'db'>, tenantId: string): Promise<boolean> {
  const payer = await db.query((prisma) => prisma.payer.findUnique({ where: { tenantId_id: { tenantId, id: tenantId } } }));
  return Boolean(payer?.paymentMethod);
}

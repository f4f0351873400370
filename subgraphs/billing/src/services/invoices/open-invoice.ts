import type { Invoice } from '../../../../../prisma/billing/client/client.ts';
import { openDrafts } from '../run/open-invoices.ts';
import { REQUEST_TRANSACTION, type Scope } from '../scope.ts';
import { lockInvoice, requireStep } from './lock-invoice.ts';
import { asDrafted } from './write-invoice.ts';

/** Gives a draft its number, and settles it with what its payer has in hand. @throws AppError NOT_FOUND, CONFLICT */
export async function openInvoice(scope: Scope, id: string, version: number): Promise<Invoice> {
  return scope.db.transaction(async (tx) => {
    const draft = await lockInvoice(tx, scope, { id, version });
    requireStep(draft, 'IS_OPENED', 'opened');
    const { tenantId, periodStart: start, periodEnd: end } = draft;
    const stored = await tx.invoiceLine.findMany({ where: { tenantId, invoiceId: draft.id }, orderBy: { position: 'asc' } });
    const period = start && end ? { start, end } : null;
    await openDrafts(tx, [{ ...draft, period, lines: stored.map(asDrafted) }], scope.background.clock.now());
    return tx.invoice.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: draft.id } } });
  }, REQUEST_TRANSACTION);
}

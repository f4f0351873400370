import { conflict, notFound } from '@tessera/errors';
import { parseId, requireTenantId, stale } from '@tessera/subgraph';
import type { Invoice } from '../../../../../prisma/billing/client/client.ts';
import { nextInvoiceStatus, type InvoiceEvent, type InvoiceStatus } from '../../domain/invoice-state.ts';
import type { Scope, Transaction } from '../scope.ts';

/** Locks an invoice for the transaction. @throws AppError NOT_FOUND; CONFLICT when it has changed since it was read */
export async function lockInvoice(
  tx: Transaction,
  scope: Scope,
  known: { readonly id: string; readonly version: number },
): Promise<Invoice> {
  const tenantId = requireTenantId(scope.db);
  const id = parseId('invoice', known.id);
  await tx.$executeRaw`SELECT FROM invoices WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  const row = await tx.invoice.findUnique({ where: { tenantId_id: { tenantId, id } } });
  if (!row) throw notFound('invoice');
  if (row.version !== known.version) throw stale('invoice', row.version);
  return row;
}

/** What an invoice becomes. @throws AppError CONFLICT when that cannot happen to it */
export function requireStep({ status }: Invoice, event: InvoiceEvent, what: string): InvoiceStatus {
  const next = nextInvoiceStatus(status, event);
  if (!next) throw conflict(`An invoice that is ${status} cannot be ${what}.`);
  return next;
}

/** @throws AppError CONFLICT while the provider has not told how a payment ended */
export async function requireNoPayment(tx: Transaction, { tenantId, id: invoiceId }: Invoice): Promise<void> {
  const pending = await tx.payment.count({ where: { tenantId, invoiceId, status: 'PENDING' } });
  if (pending > 0) throw conflict('A payment of this invoice is under way. Wait for its outcome.');
}

/** @throws AppError CONFLICT for an invoice that is no draft any more */
export function requireDraft({ status }: Invoice): void {
  if (status !== 'DRAFT') throw conflict('An invoice is never edited once it is open. Void it or credit it, and write another.');
}

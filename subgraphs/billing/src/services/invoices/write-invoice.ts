import { notFound } from '@tessera/errors';
import { parseChanges, parseId, parseInput, requireTenantId } from '@tessera/subgraph';
import type { Invoice, InvoiceLine } from '../../../../../prisma/billing/client/client.ts';
import { invoiceChanges, newInvoice, type InvoiceLineInput } from '../../domain/inputs.ts';
import type { DraftLine } from '../../domain/invoice-draft.ts';
import { sum } from '../../domain/money.ts';
import { storeDrafts, storeLines } from '../run/open-invoices.ts';
import { REQUEST_TRANSACTION, type Scope } from '../scope.ts';
import { lockInvoice, requireDraft } from './lock-invoice.ts';

/**
 * Drafts an invoice to one of the tenant's customers.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND for a customer, UNAVAILABLE while the crm cannot be asked
 */
export async function createInvoice(scope: Scope, input: object): Promise<Invoice> {
  const { customerId: named, lines: given, currency, memo = null } = parseInput(newInvoice, input);
  const tenantId = requireTenantId(scope.db);
  const customerId = parseId('customer', named);
  if (!(await scope.isCustomer(customerId))) throw notFound('customer');
  const lines = given.map(draftLine);
  const owned = { tenantId, ownerId: scope.actor.userId, customerId, subscriptionId: null, currency, memo };
  const draft = { ...owned, kind: 'MANUAL', cycle: null, usageCycle: null, period: null, lines } as const;
  return scope.db.transaction(async (tx) => {
    const [stored] = await storeDrafts(tx, [draft], scope.background.clock.now());
    return tx.invoice.findFirstOrThrow({ where: { tenantId, id: stored?.id } });
  });
}

/** Replaces what a draft says. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT */
export async function updateInvoice(scope: Scope, id: string, version: number, input: object): Promise<Invoice> {
  const { lines: given, memo } = parseChanges(invoiceChanges, input);
  return scope.db.transaction(async (tx) => {
    const draft = await lockInvoice(tx, scope, { id, version });
    requireDraft(draft);
    const where = { tenantId: draft.tenantId, invoiceId: draft.id };
    const lines = given?.map(draftLine);
    if (lines) {
      await tx.invoiceLine.deleteMany({ where });
      await storeLines(tx, lines.map((line, index) => ({ tenantId: draft.tenantId, id: draft.id, line, index })));
    }
    const amountMinor = lines && sum(lines.map((line) => line.amountMinor));
    return tx.invoice.update({
      where: { tenantId_id: { tenantId: draft.tenantId, id: draft.id } },
      data: { memo, amountMinor, version: { increment: 1 } },
    });
  }, REQUEST_TRANSACTION);
}

/** Deletes a draft. Answers its id. @throws AppError NOT_FOUND, CONFLICT */
export async function deleteInvoice(scope: Scope, id: string, version: number): Promise<string> {
  return scope.db.transaction(async (tx) => {
    const draft = await lockInvoice(tx, scope, { id, version });
    requireDraft(draft);
    await tx.invoice.delete({ where: { tenantId_id: { tenantId: draft.tenantId, id: draft.id } } });
    return draft.id;
  }, REQUEST_TRANSACTION);
}

function draftLine({ description, quantity = 1, unitPriceMinor }: InvoiceLineInput): DraftLine {
  const amountMinor = BigInt(quantity) * BigInt(unitPriceMinor);
  const price = { quantity: BigInt(quantity), unitPriceMinor: BigInt(unitPriceMinor), amountMinor };
  return { kind: 'ITEM', description, ...price, period: null, usage: null };
}

/** A stored line, as it was drafted. */
export function asDrafted(line: InvoiceLine): DraftLine {
  const { kind, description, quantity, unitPriceMinor, amountMinor } = line;
  return { kind, description, quantity, unitPriceMinor, amountMinor, period: null, usage: null };
}

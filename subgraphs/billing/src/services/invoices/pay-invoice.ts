import { conflict } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import { v7 } from 'uuid';
import type { Invoice } from '../../../../../prisma/billing/client/client.ts';
import { manualPayment } from '../../domain/inputs.ts';
import { settlePayments } from '../payments/settle-payments.ts';
import { REQUEST_TRANSACTION, requireIssuer, type Scope } from '../scope.ts';
import { lockInvoice, requireNoPayment, requireStep } from './lock-invoice.ts';

/**
 * Has one of the tenant's own open invoices collected now, with its payment method. The schedule does it, as it does
 * everything that is due.
 * @throws AppError NOT_FOUND, CONFLICT
 */
export async function payInvoice(scope: Scope, id: string, version: number): Promise<Invoice> {
  const { clock, wake } = scope.background;
  const row = await scope.db.transaction(async (tx) => {
    const invoice = await lockInvoice(tx, scope, { id, version });
    const { tenantId, status, customerId } = invoice;
    if (customerId) throw conflict('A customer pays this invoice. Record the payment when it comes: `recordPayment`.');
    if (status !== 'OPEN') throw conflict(`An invoice that is ${status} cannot be paid.`);
    await requireNoPayment(tx, invoice);
    const payer = await tx.payer.findUnique({ where: { tenantId_id: { tenantId, id: tenantId } } });
    if (!payer?.paymentMethod) throw conflict('The tenant has no payment method. Set one: `setPaymentMethod`.');
    return tx.invoice.update({
      where: { tenantId_id: { tenantId, id: invoice.id } },
      data: { nextAttemptAt: clock.now(), version: { increment: 1 } },
    });
  }, REQUEST_TRANSACTION);
  wake();
  return row;
}

/** Records money that came another way. @throws AppError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, CONFLICT */
export async function recordPayment(scope: Scope, id: string, version: number, input: object): Promise<Invoice> {
  const { amountMinor, reference = null } = parseInput(manualPayment, input);
  const now = scope.background.clock.now();
  return scope.db.transaction(async (tx) => {
    const invoice = await lockInvoice(tx, scope, { id, version });
    requireIssuer(scope, invoice);
    requireStep(invoice, 'IS_SETTLED', 'paid');
    await requireNoPayment(tx, invoice);
    const { tenantId, currency } = invoice;
    const paymentId = v7();
    const payment = { tenantId, id: paymentId, invoiceId: invoice.id, currency, amountMinor: BigInt(amountMinor) };
    await tx.payment.create({ data: { ...payment, attempt: 0, status: 'PENDING', provider: 'manual', createdAt: now } });
    await settlePayments(tx, [{ tenantId, paymentId, status: 'SUCCEEDED', ref: reference, failureCode: null }], now);
    return tx.invoice.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: invoice.id } } });
  }, REQUEST_TRANSACTION);
}

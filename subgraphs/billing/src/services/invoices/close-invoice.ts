import { conflict } from '@tessera/errors';
import type { Invoice } from '../../../../../prisma/billing/client/client.ts';
import { recover } from '../payments/move-subscriptions.ts';
import { addToBalances } from '../run/credit-balances.ts';
import { REQUEST_TRANSACTION, requireIssuer, type Scope } from '../scope.ts';
import { lockInvoice, requireNoPayment, requireStep } from './lock-invoice.ts';
import { takenFromBalance } from './taken-from-balance.ts';

/**
 * Declares an open invoice void, of which nothing was paid or credited; what it had taken from the credit balance is put
 * back.
 * @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT
 */
export function voidInvoice(scope: Scope, id: string, version: number): Promise<Invoice> {
  return close(scope, { id, version }, 'IS_VOIDED', 'declared void');
}

/** Gives an open invoice up. @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT */
export function markInvoiceUncollectible(scope: Scope, id: string, version: number): Promise<Invoice> {
  return close(scope, { id, version }, 'IS_GIVEN_UP', 'given up');
}

async function close(
  scope: Scope,
  known: { readonly id: string; readonly version: number },
  event: 'IS_VOIDED' | 'IS_GIVEN_UP',
  what: string,
): Promise<Invoice> {
  const now = scope.background.clock.now();
  return scope.db.transaction(async (tx) => {
    const invoice = await lockInvoice(tx, scope, known);
    requireIssuer(scope, invoice);
    const status = requireStep(invoice, event, what);
    await requireNoPayment(tx, invoice);
    if (event === 'IS_VOIDED' && invoice.paidMinor + invoice.creditedMinor > 0n) {
      throw conflict('Part of this invoice was paid or credited. Credit the rest of it instead.');
    }
    const { tenantId, subscriptionId, customerId, currency } = invoice;
    const closed = await tx.invoice.update({
      where: { tenantId_id: { tenantId, id: invoice.id } },
      data: { status, closedAt: now, nextAttemptAt: null, version: { increment: 1 } },
    });
    if (event === 'IS_VOIDED') {
      const amountMinor = await takenFromBalance(tx, invoice);
      await addToBalances(tx, [{ tenantId, payerId: customerId ?? tenantId, currency, amountMinor }]);
    }
    if (subscriptionId) await recover(tx, [{ tenantId, id: subscriptionId }], now);
    return closed;
  }, REQUEST_TRANSACTION);
}

import { badInput, conflict } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import { v7 } from 'uuid';
import type { Invoice } from '../../../../../prisma/billing/client/client.ts';
import { newCreditNote } from '../../domain/inputs.ts';
import { seriesFor } from '../../domain/invoice-number.ts';
import { creditableMinor, dueMinor } from '../../domain/invoice-state.ts';
import { least } from '../../domain/money.ts';
import { recover } from '../payments/move-subscriptions.ts';
import { addToBalances } from '../run/credit-balances.ts';
import { giveNumbers } from '../run/give-numbers.ts';
import { REQUEST_TRANSACTION, requireIssuer, type Scope } from '../scope.ts';
import { lockInvoice, requireNoPayment } from './lock-invoice.ts';
import { takenFromBalance } from './taken-from-balance.ts';

/**
 * Credits an invoice: what is still owed of it is lowered first, and the rest goes to the payer's balance. An invoice of
 * which nothing is owed any more is paid.
 * @throws AppError BAD_USER_INPUT for more than can be credited, NOT_FOUND, FORBIDDEN, CONFLICT
 */
export async function createCreditNote(scope: Scope, invoiceId: string, version: number, input: object): Promise<Invoice> {
  const { amountMinor: wanted, reason } = parseInput(newCreditNote, input);
  const now = scope.background.clock.now();
  return scope.db.transaction(async (tx) => {
    const invoice = await lockInvoice(tx, scope, { id: invoiceId, version });
    requireIssuer(scope, invoice);
    if (invoice.status !== 'OPEN' && invoice.status !== 'PAID') {
      throw conflict(`An invoice that is ${invoice.status} cannot be credited.`);
    }
    await requireNoPayment(tx, invoice);
    const amountMinor = readAmount(creditableMinor(invoice, await takenFromBalance(tx, invoice)), wanted);
    const due = dueMinor(invoice);
    const toBalanceMinor = amountMinor - least(amountMinor, due);
    const { tenantId, customerId, currency, subscriptionId } = invoice;
    const [given] = await giveNumbers(tx, [{ tenantId, series: seriesFor(customerId).credit }]);
    if (!given) throw new Error('A series gave no number.');
    const credited = { tenantId, invoiceId: invoice.id, customerId, currency, amountMinor, toBalanceMinor, reason };
    await tx.creditNote.create({ data: { ...credited, ...given, id: v7(), createdBy: scope.actor.userId, issuedAt: now } });
    await addToBalances(tx, [{ tenantId, payerId: customerId ?? tenantId, currency, amountMinor: toBalanceMinor }]);
    const isPaid = amountMinor >= due;
    const updated = await tx.invoice.update({
      where: { tenantId_id: { tenantId, id: invoice.id } },
      data: {
        creditedMinor: { increment: amountMinor },
        version: { increment: 1 },
        ...(isPaid && { status: 'PAID', paidAt: invoice.paidAt ?? now, nextAttemptAt: null }),
      },
    });
    if (isPaid && subscriptionId) await recover(tx, [{ tenantId, id: subscriptionId }], now);
    return updated;
  }, REQUEST_TRANSACTION);
}

function readAmount(most: bigint, wanted: number | undefined): bigint {
  if (most === 0n) throw conflict('All of this invoice has been credited.');
  const amount = wanted === undefined ? most : BigInt(wanted);
  if (amount > most) throw badInput('input.amountMinor', `\`input.amountMinor\`: At most ${most} of this invoice can be credited.`);
  return amount;
}

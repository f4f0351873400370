import { afterFailure, isToldOf, type DunningEnd } from './dunning.ts';
import { dueMinor, nextInvoiceStatus, type InvoiceStatus, type InvoiceSums } from './invoice-state.ts';
import { least } from './money.ts';
import { isNews, type PaymentStatus } from './payment-state.ts';

/** What is known of a payment and of what it is for. */
export interface KnownPayment {
  readonly status: PaymentStatus;
  readonly amountMinor: bigint;
  readonly invoice: InvoiceSums & {
    readonly status: InvoiceStatus;
    /** Attempts so far, this one included. */
    readonly attempts: number;
    /** Whether failed attempts are followed by others: not for a tenant's own invoices to its customers. */
    readonly isDunned: boolean;
  };
  readonly dunningEnd: DunningEnd;
}

/** What news of a payment changes. */
export interface Settlement {
  /** What came although nothing was owed any more. */
  readonly toBalanceMinor: bigint;
  readonly invoice: {
    readonly status: InvoiceStatus;
    readonly paidMinor: bigint;
    readonly nextAttemptAt: Date | null;
  };
  /** What it means to the subscription that the invoice is of. */
  readonly subscription: 'RECOVERS' | 'FALLS_BEHIND' | 'ENDS' | null;
  readonly notice: 'PAYMENT_FAILED' | 'SUBSCRIPTION_CANCELLED' | null;
}

/** Null when it is no news. */
export function settle(known: KnownPayment, told: 'FAILED' | 'SUCCEEDED', now: Date): Settlement | null {
  if (!isNews(known.status, told)) return null;
  return told === 'SUCCEEDED' ? succeed(known) : fail(known, now);
}

function succeed({ amountMinor, invoice }: KnownPayment): Settlement {
  const settled = nextInvoiceStatus(invoice.status, 'IS_SETTLED');
  const owed = settled ? dueMinor(invoice) : 0n;
  const applied = least(amountMinor, owed);
  const isPaid = settled !== null && applied === owed;
  return {
    toBalanceMinor: amountMinor - applied,
    invoice: { status: isPaid ? settled : invoice.status, paidMinor: invoice.paidMinor + applied, nextAttemptAt: null },
    subscription: isPaid ? 'RECOVERS' : null,
    notice: null,
  };
}

function fail({ invoice, dunningEnd }: KnownPayment, now: Date): Settlement {
  const { status, paidMinor, attempts, isDunned } = invoice;
  const stays = { toBalanceMinor: 0n, invoice: { status, paidMinor, nextAttemptAt: null }, subscription: null, notice: null };
  const givenUp = nextInvoiceStatus(status, 'IS_GIVEN_UP');
  if (!givenUp || !isDunned) return stays;
  const next = afterFailure(attempts, now);
  if (next !== 'GIVE_UP') {
    return {
      ...stays,
      invoice: { status, paidMinor, nextAttemptAt: next.retryAt },
      subscription: 'FALLS_BEHIND',
      notice: isToldOf(attempts) ? 'PAYMENT_FAILED' : null,
    };
  }
  const isEnd = dunningEnd === 'CANCEL';
  return {
    ...stays,
    invoice: { status: givenUp, paidMinor, nextAttemptAt: null },
    subscription: isEnd ? 'ENDS' : null,
    notice: isEnd ? 'SUBSCRIPTION_CANCELLED' : null,
  };
}

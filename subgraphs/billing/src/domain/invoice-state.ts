/** Where an invoice stands. */
export const INVOICE_STATUSES = ['DRAFT', 'OPEN', 'PAID', 'VOID', 'UNCOLLECTIBLE'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

/** What can happen to an invoice. */
export type InvoiceEvent = 'IS_OPENED' | 'IS_SETTLED' | 'IS_VOIDED' | 'IS_GIVEN_UP';

const NEXT: Readonly<Record<InvoiceStatus, Partial<Record<InvoiceEvent, InvoiceStatus>>>> = {
  DRAFT: { IS_OPENED: 'OPEN' },
  OPEN: { IS_SETTLED: 'PAID', IS_VOIDED: 'VOID', IS_GIVEN_UP: 'UNCOLLECTIBLE' },
  // Money that comes after all is taken.
  UNCOLLECTIBLE: { IS_SETTLED: 'PAID' },
  PAID: {},
  VOID: {},
};

/** What an invoice becomes; null when that cannot happen to it. */
export function nextInvoiceStatus(status: InvoiceStatus, event: InvoiceEvent): InvoiceStatus | null {
  return NEXT[status][event] ?? null;
}

/** The sums of an invoice that move after it was opened. */
export interface InvoiceSums {
  readonly amountMinor: bigint;
  readonly paidMinor: bigint;
  readonly creditedMinor: bigint;
}

/** What is still owed. Nothing, where a paid invoice was credited afterwards. */
export function dueMinor({ amountMinor, paidMinor, creditedMinor }: InvoiceSums): bigint {
  const due = amountMinor - paidMinor - creditedMinor;
  return due > 0n ? due : 0n;
}

/** What of an invoice may still be credited: never more than it was for, which was paid from the balance in part. */
export function creditableMinor({ amountMinor, creditedMinor }: InvoiceSums, takenFromBalanceMinor: bigint): bigint {
  return amountMinor + takenFromBalanceMinor - creditedMinor;
}

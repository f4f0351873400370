import { clearable, id, line, moment, oneOf, optional, text } from '@tessera/fields';
import { z } from 'zod';
import { currency, distinct, MOST_PRICE_MINOR, MOST_SEATS, whole, word } from './fields.ts';
import { INVOICE_STATUSES } from './invoice-state.ts';
import { SUBSCRIPTION_STATUSES } from './subscription-state.ts';

export const INVOICE_KINDS = ['RENEWAL', 'CHANGE', 'FINAL', 'MANUAL'] as const;

export const newSubscription = z.strictObject({ planId: z.string(), quantity: optional(whole(1, MOST_SEATS)) });

export const subscriptionChange = z.strictObject({
  planId: optional(z.string()),
  quantity: optional(whole(1, MOST_SEATS)),
  at: optional(moment),
});

export const usageReports = distinct(
  z.strictObject({ key: line(200), metric: word, quantity: whole(0), occurredAt: optional(moment) }),
  ({ key }) => key,
  500,
).min(1, 'It is empty.');

const invoiceLine = z
  .strictObject({
    description: text(500),
    quantity: optional(whole(1, 1_000_000_000)),
    unitPriceMinor: whole(-MOST_PRICE_MINOR, MOST_PRICE_MINOR),
  })
  .refine(({ quantity = 1, unitPriceMinor }) => Number.isSafeInteger(quantity * unitPriceMinor * 100), 'It is more than can be billed at once.');

const lines = z
  .array(invoiceLine, { error: 'Give the lines; they cannot be cleared.' })
  .min(1, 'It is empty.')
  .max(100, 'There are more than 100.')
  .refine((all) => all.reduce((sum, { quantity = 1, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0) >= 0, 'The sum is below zero: take a credit note.');

export const newInvoice = z.strictObject({ customerId: z.string(), currency, lines, memo: optional(text(1000)) });
export const invoiceChanges = z.strictObject({ lines: lines.optional(), memo: clearable(text(1000)) });
export type InvoiceLineInput = z.output<typeof invoiceLine>;

export const manualPayment = z.strictObject({ amountMinor: whole(1), reference: optional(line(200)) });
export const newCreditNote = z.strictObject({ amountMinor: optional(whole(1)), reason: text(500) });
export const paymentMethod = line(255);

export const subscriptionFilter = z.strictObject({
  status: optional(z.array(z.enum(SUBSCRIPTION_STATUSES))),
  planId: optional(id),
});
export type SubscriptionFilter = z.output<typeof subscriptionFilter>;

export const invoiceFilter = z.strictObject({
  status: optional(z.array(z.enum(INVOICE_STATUSES))),
  kind: optional(z.array(oneOf(INVOICE_KINDS))),
  customerId: optional(id),
  createdFrom: optional(moment),
  createdBefore: optional(moment),
});
export type InvoiceFilter = z.output<typeof invoiceFilter>;

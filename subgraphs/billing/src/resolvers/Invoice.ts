import { numberText } from '../domain/invoice-number.ts';
import { dueMinor } from '../domain/invoice-state.ts';
import type { InvoiceResolvers } from '../generated/resolvers.ts';

export const Invoice: InvoiceResolvers = {
  number: ({ series, number }) => (series === null || number === null ? null : numberText(series, number)),
  customer: ({ customerId }) => (customerId === null ? null : { id: customerId }),
  subscription: ({ subscriptionId }, _args, { scope }) =>
    subscriptionId === null ? null : scope.load.subscription.load(subscriptionId),
  amountMinor: ({ amountMinor }) => Number(amountMinor),
  paidMinor: ({ paidMinor }) => Number(paidMinor),
  creditedMinor: ({ creditedMinor }) => Number(creditedMinor),
  dueMinor: (invoice) => (invoice.status === 'VOID' ? 0 : Number(dueMinor(invoice))),
  lines: ({ id }, _args, { scope }) => scope.load.lines.load(id),
  payments: ({ id }, _args, { scope }) => scope.load.payments.load(id),
  creditNotes: ({ id }, _args, { scope }) => scope.load.creditNotes.load(id),
  __resolveReference: ({ id }, { scope }) => scope.load.invoice.load(id),
};

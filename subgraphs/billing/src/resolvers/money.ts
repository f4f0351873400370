import type { CreditNoteResolvers, InvoiceLineResolvers, PaymentResolvers, UsageRecordResolvers, UsageTotalResolvers } from '../generated/resolvers.ts';
import { numberText } from '../domain/invoice-number.ts';
import { listBilledUsage } from '../services/usage/list-billed-usage.ts';

export const InvoiceLine: InvoiceLineResolvers = {
  quantity: ({ quantity }) => Number(quantity),
  unitPriceMinor: ({ unitPriceMinor }) => (unitPriceMinor === null ? null : Number(unitPriceMinor)),
  amountMinor: ({ amountMinor }) => Number(amountMinor),
  usageCount: ({ usageRecords }) => usageRecords,
  usageRecords: (line, { first, offset }, { scope }) => listBilledUsage(scope, line, { first, offset }),
};

export const Payment: PaymentResolvers = {
  amountMinor: ({ amountMinor }) => Number(amountMinor),
  toBalanceMinor: ({ toBalanceMinor }) => Number(toBalanceMinor),
};

export const CreditNote: CreditNoteResolvers = {
  number: ({ series, number }) => numberText(series, number),
  amountMinor: ({ amountMinor }) => Number(amountMinor),
  toBalanceMinor: ({ toBalanceMinor }) => Number(toBalanceMinor),
};

export const UsageRecord: UsageRecordResolvers = {
  key: ({ idempotencyKey }) => idempotencyKey,
  quantity: ({ quantity }) => Number(quantity),
};

export const UsageTotal: UsageTotalResolvers = {
  quantity: ({ quantity }) => Number(quantity),
  amountMinor: ({ amountMinor }) => Number(amountMinor),
};

import type { DraftLine } from '../domain/invoice-draft.ts';
import type { ChangePreviewResolvers, NextInvoiceResolvers } from '../generated/resolvers.ts';
import type { InvoiceLineRow } from '../mappers.ts';

export const ChangePreview: ChangePreviewResolvers = {
  lines: ({ lines }) => lines.map((line, index) => asLine(line, index)),
  amountMinor: ({ amountMinor }) => Number(amountMinor),
  creditMinor: ({ creditMinor }) => Number(creditMinor),
};

export const NextInvoice: NextInvoiceResolvers = {
  lines: ({ lines, tenantId, subscriptionId }) =>
    lines.map((line, index) => ({ ...asLine(line, index), tenantId, subscriptionId })),
  amountMinor: ({ amountMinor }) => Number(amountMinor),
  creditMinor: ({ creditMinor }) => Number(creditMinor),
};

/** A line as it will stand in the invoice, which does not exist yet. */
function asLine({ period, usage, ...line }: DraftLine, index: number): InvoiceLineRow {
  return {
    ...line,
    tenantId: '',
    invoiceId: '',
    position: index + 1,
    periodStart: period?.start ?? null,
    periodEnd: period?.end ?? null,
    metric: usage?.metric ?? null,
    usageCycle: usage?.cycle ?? null,
    usageRecords: usage?.records ?? null,
  };
}

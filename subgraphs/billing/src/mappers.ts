import type { Connection } from '@tessera/subgraph';
import type {
  CreditNote as CreditNoteRow,
  Invoice as InvoiceRow,
  InvoiceLine as StoredInvoiceLine,
  Payment as PaymentRow,
  Plan as PlanRow,
  Subscription as TenantSubscriptionRow,
  UsageRecord as UsageRecordRow,
} from '../../../prisma/billing/client/client.ts';
import type { ChangePreview as ChangePreviewRow } from './services/subscriptions/preview-change.ts';
import type { NextInvoice as NextInvoiceRow } from './services/subscriptions/preview-renewal.ts';
import type { PricedUsage as UsageTotalRow } from './services/usage/total-usage.ts';

/** What a resolver's parent really is: `FooRow` stands for the GraphQL type `Foo` (tools/codegen/mappers.ts). */
export type {
  ChangePreviewRow,
  CreditNoteRow,
  InvoiceRow,
  NextInvoiceRow,
  PaymentRow,
  PlanRow,
  TenantSubscriptionRow,
  UsageRecordRow,
  UsageTotalRow,
};

/** A line, and where its invoice is still to be made: of which subscription. */
export type InvoiceLineRow = StoredInvoiceLine & { readonly subscriptionId?: string };

export type InvoiceConnectionRow = Connection<InvoiceRow>;
export type TenantSubscriptionConnectionRow = Connection<TenantSubscriptionRow>;

/** A tenant or a customer is known here by its id alone. */
export interface TenantRow {
  readonly id: string;
}
export interface CustomerRow {
  readonly id: string;
}

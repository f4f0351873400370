import type { Connection } from '@tessera/subgraph';
import type {
  CreditNote as CreditNoteRow,
  Invoice as InvoiceRow,
  InvoiceLine as InvoiceLineRow,
  Payment as PaymentRow,
  Plan as PlanRow,
  Subscription as TenantSubscriptionRow,
  UsageRecord as UsageRecordRow,
} from '../../../prisma/billing/client/client.ts';
import type { ChangePreview as ChangePreviewRow } from './services/subscriptions/preview-change.ts';
import type { PricedUsage as UsageTotalRow } from './services/usage/total-usage.ts';

/** What a resolver's parent really is: `FooRow` stands for the GraphQL type `Foo` (tools/codegen/mappers.ts). */
export type {
  ChangePreviewRow,
  CreditNoteRow,
  InvoiceLineRow,
  InvoiceRow,
  PaymentRow,
  PlanRow,
  TenantSubscriptionRow,
  UsageRecordRow,
  UsageTotalRow,
};

export type InvoiceConnectionRow = Connection<InvoiceRow>;
export type TenantSubscriptionConnectionRow = Connection<TenantSubscriptionRow>;

/** A tenant or a customer is known here by its id alone. */
export interface TenantRow {
  readonly id: string;
}
export interface CustomerRow {
  readonly id: string;
}

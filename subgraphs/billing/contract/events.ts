import { defineEvents } from '@tessera/events';

/**
 * What billing announces of each change: the money, for aggregates, and the states, for the audit trail. Usage is not
 * announced report by report; the invoices that bill it are.
 */
export default defineEvents({
  plans: {
    entity: 'Plan',
    tenantColumn: null,
    columns: ['code', 'name', 'currency', 'price_minor', 'interval_months', 'features', 'limits', 'archived_at', 'version'],
  },
  subscriptions: {
    entity: 'TenantSubscription',
    columns: [
      'plan_id', 'status', 'quantity', 'currency', 'amount_minor', 'period_start', 'period_end', 'cancel_at_period_end',
      'paused_at', 'cancelled_at', 'owner_id', 'version',
    ],
  },
  invoices: {
    entity: 'Invoice',
    columns: [
      'kind', 'status', 'series', 'number', 'currency', 'amount_minor', 'paid_minor', 'credited_minor', 'customer_id',
      'subscription_id', 'issued_at', 'due_at', 'paid_at', 'closed_at', 'owner_id', 'version',
    ],
  },
  credit_notes: {
    entity: 'CreditNote',
    columns: ['invoice_id', 'customer_id', 'series', 'number', 'currency', 'amount_minor', 'to_balance_minor', 'reason', 'issued_at'],
  },
  payments: {
    entity: 'Payment',
    columns: ['invoice_id', 'status', 'currency', 'amount_minor', 'to_balance_minor', 'provider', 'attempt', 'failure_code', 'settled_at'],
  },
});

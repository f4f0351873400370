import type { Invoice } from './client/client.ts';
import { markInvoiceUncollectible, voidInvoice } from '../../subgraphs/billing/src/services/invoices/close-invoice.ts';
import { recordPayment } from '../../subgraphs/billing/src/services/invoices/pay-invoice.ts';
import type { Scope } from '../../subgraphs/billing/src/services/scope.ts';

/** How an invoice to a customer ends. */
export async function closeInvoiceAs(scope: Scope, { id, version, amountMinor }: Invoice, becomes: 'PAID' | 'VOID' | 'UNCOLLECTIBLE'): Promise<void> {
  if (becomes === 'VOID') await voidInvoice(scope, id, version);
  else if (becomes === 'UNCOLLECTIBLE') await markInvoiceUncollectible(scope, id, version);
  else await recordPayment(scope, id, version, { amountMinor: Number(amountMinor), reference: `Transfer of ${becomes.toLowerCase()}` });
}

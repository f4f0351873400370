import type { MutationResolvers } from '../../generated/resolvers.ts';
import { markInvoiceUncollectible as call } from '../../services/invoices/close-invoice.ts';

export const markInvoiceUncollectible: MutationResolvers['markInvoiceUncollectible'] = (_parent, { id, version }, { scope }) =>
  call(scope, id, version);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { openInvoice as call } from '../../services/invoices/open-invoice.ts';

export const openInvoice: MutationResolvers['openInvoice'] = (_parent, { id, version }, { scope }) =>
  call(scope, id, version);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { voidInvoice as call } from '../../services/invoices/close-invoice.ts';

export const voidInvoice: MutationResolvers['voidInvoice'] = (_parent, { id, version }, { scope }) =>
  call(scope, id, version);

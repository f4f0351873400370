import type { MutationResolvers } from '../../generated/resolvers.ts';
import { payInvoice as call } from '../../services/invoices/pay-invoice.ts';

export const payInvoice: MutationResolvers['payInvoice'] = (_parent, { id, version }, { scope }) =>
  call(scope, id, version);

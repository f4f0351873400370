import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createInvoice as call } from '../../services/invoices/write-invoice.ts';

export const createInvoice: MutationResolvers['createInvoice'] = (_parent, { input }, { scope }) =>
  call(scope, input);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateInvoice as call } from '../../services/invoices/write-invoice.ts';

export const updateInvoice: MutationResolvers['updateInvoice'] = (_parent, { id, version, input }, { scope }) =>
  call(scope, id, version, input);

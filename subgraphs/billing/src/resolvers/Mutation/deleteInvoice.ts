import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteInvoice as call } from '../../services/invoices/write-invoice.ts';

export const deleteInvoice: MutationResolvers['deleteInvoice'] = (_parent, { id, version }, { scope }) =>
  call(scope, id, version);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { recordPayment as call } from '../../services/invoices/pay-invoice.ts';

export const recordPayment: MutationResolvers['recordPayment'] = (_parent, { id, version, input }, { scope }) =>
  call(scope, id, version, input);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createCreditNote as call } from '../../services/invoices/create-credit-note.ts';

export const createCreditNote: MutationResolvers['createCreditNote'] = (_parent, { invoiceId, version, input }, { scope }) =>
  call(scope, invoiceId, version, input);

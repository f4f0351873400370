import { validate } from 'uuid';
import type { CustomerResolvers } from '../generated/resolvers.ts';
import { listInvoices } from '../services/invoices/list-invoices.ts';

export const Customer: CustomerResolvers = {
  invoices: ({ id }, args, { scope }) => listInvoices(scope, args, { parent: 'customer', id }),
  __resolveReference: ({ id }) => (validate(id) ? { id: id.toLowerCase() } : null),
};

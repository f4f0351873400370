import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listInvoices } from '../../services/invoices/list-invoices.ts';

export const invoices: QueryResolvers['invoices'] = (_parent, args, { scope }) => listInvoices(scope, args);

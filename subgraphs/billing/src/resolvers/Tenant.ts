import { validate } from 'uuid';
import type { TenantResolvers } from '../generated/resolvers.ts';
import { listInvoices } from '../services/invoices/list-invoices.ts';

export const Tenant: TenantResolvers = {
  subscription: ({ id }, _args, { scope }) => scope.load.subscriptionOfTenant.load(id),
  invoices: ({ id }, args, { scope }) => listInvoices(scope, args, { parent: 'tenant', id }),
  __resolveReference: ({ id }) => (validate(id) ? { id: id.toLowerCase() } : null),
};

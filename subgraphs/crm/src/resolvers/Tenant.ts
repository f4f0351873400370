import { isUuid } from '../domain/ids.ts';
import type { TenantResolvers } from '../generated/resolvers.ts';
import { countCustomers } from '../services/count-customers.ts';
import { listCustomersOfTenant } from '../services/list-customers.ts';

export const Tenant: TenantResolvers = {
  customerCount: ({ id }, _args, { scope }) => countCustomers(scope, id),
  customers: ({ id }, args, { scope }) => listCustomersOfTenant(scope, id, args),
  __resolveReference: ({ id }) => (isUuid(id) ? { id } : null),
};

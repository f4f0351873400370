import { withAsked } from '@tessera/subgraph';
import { isUuid } from '../domain/ids.ts';
import type { TenantResolvers } from '../generated/resolvers.ts';
import { countCustomers } from '../services/count-customers.ts';
import { listCustomersOfTenant } from '../services/list-customers.ts';

export const Tenant: TenantResolvers = {
  customerCount: ({ id }, _args, { scope }) => countCustomers(scope, id),
  customers: ({ id }, args, { scope }, info) =>
    listCustomersOfTenant(scope, id, withAsked(args, info)),
  __resolveReference: ({ id }) => (isUuid(id) ? { id } : null),
};

import { readLimitUse } from '@tessera/subgraph';
import type { TenantLimitsResolvers } from '../generated/resolvers.ts';

export const TenantLimits: TenantLimitsResolvers = {
  customers: ({ id }, _args, { scope }) => readLimitUse(scope, id, 'customers'),
  __resolveReference: ({ id }) => ({ id }),
};

import { readLimitUse } from '@tessera/subgraph';
import type { TenantLimitsResolvers } from '../generated/resolvers.ts';

export const TenantLimits: TenantLimitsResolvers = {
  users: ({ id }, _args, { scope }) => readLimitUse(scope, id, 'users'),
  __resolveReference: ({ id }) => ({ id }),
};

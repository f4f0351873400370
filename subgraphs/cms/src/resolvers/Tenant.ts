import type { TenantResolvers } from '../generated/resolvers.ts';

export const Tenant: TenantResolvers = {
  content: ({ id }, _args, { scope }) => scope.load.summary.load(id),
  __resolveReference: ({ id }) => ({ id }),
};

import type { TenantResolvers } from '../generated/resolvers.ts';

export const Tenant: TenantResolvers = {
  // Whether there is such a tenant is for its own service to say; what is told of it here depends on the caller.
  __resolveReference: ({ id }) => ({ id }),
  summary: ({ id }, _args, { scope }) => scope.load.tenantSummary.load(id),
};

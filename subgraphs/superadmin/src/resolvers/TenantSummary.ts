import type { TenantSummaryResolvers } from '../generated/resolvers.ts';

export const TenantSummary: TenantSummaryResolvers = {
  tenant: ({ id }) => ({ id }),
};

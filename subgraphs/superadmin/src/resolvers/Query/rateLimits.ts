import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listRateLimits } from '../../services/list-rate-limits.ts';

export const rateLimits: QueryResolvers['rateLimits'] = (_parent, { tenantId }, { scope }) =>
  listRateLimits(scope, tenantId);

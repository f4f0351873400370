import type { RateLimitResolvers } from '../generated/resolvers.ts';
import { tenantReference, userReference } from './references.ts';

export const RateLimit: RateLimitResolvers = {
  tenant: (limit) => tenantReference(limit.tenantId),
  updatedBy: (limit) => userReference(limit.updatedBy),
};

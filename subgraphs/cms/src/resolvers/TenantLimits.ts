import { readLimitUse } from '@tessera/subgraph';
import type { TenantLimitsResolvers } from '../generated/resolvers.ts';

export const TenantLimits: TenantLimitsResolvers = {
  contentItems: ({ id }, _args, { scope }) => readLimitUse(scope, id, 'content_items'),
  mediaBytes: ({ id }, _args, { scope }) => readLimitUse(scope, id, 'media_bytes'),
  __resolveReference: ({ id }) => ({ id }),
};

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { setRateLimit as setLimit } from '../../services/set-rate-limit.ts';

export const setRateLimit: MutationResolvers['setRateLimit'] = (_parent, { input }, { scope }) =>
  setLimit(scope, input);

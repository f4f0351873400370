import type { MutationResolvers } from '../../generated/resolvers.ts';
import { removeRateLimit as removeLimit } from '../../services/remove-rate-limit.ts';

export const removeRateLimit: MutationResolvers['removeRateLimit'] = (_parent, { id, version }, { scope }) =>
  removeLimit(scope, id, version);

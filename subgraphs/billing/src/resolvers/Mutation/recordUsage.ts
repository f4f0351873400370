import type { MutationResolvers } from '../../generated/resolvers.ts';
import { recordUsage as call } from '../../services/usage/record-usage.ts';

export const recordUsage: MutationResolvers['recordUsage'] = (_parent, { input }, { scope }) =>
  call(scope, input);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { subscribe as call } from '../../services/subscriptions/subscribe.ts';

export const subscribe: MutationResolvers['subscribe'] = (_parent, { input }, { scope }) =>
  call(scope, input);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { changeSubscription as call } from '../../services/subscriptions/change-subscription.ts';

export const changeSubscription: MutationResolvers['changeSubscription'] = (_parent, { id, version, input }, { scope }) =>
  call(scope, id, version, input);

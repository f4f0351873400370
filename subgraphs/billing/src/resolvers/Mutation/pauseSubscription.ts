import type { MutationResolvers } from '../../generated/resolvers.ts';
import { pauseSubscription as call } from '../../services/subscriptions/pause-subscription.ts';

export const pauseSubscription: MutationResolvers['pauseSubscription'] = (_parent, { id, version }, { scope }) =>
  call(scope, id, version);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { cancelSubscription as call } from '../../services/subscriptions/cancel-subscription.ts';

export const cancelSubscription: MutationResolvers['cancelSubscription'] = (_parent, { id, version, atPeriodEnd }, { scope }) =>
  call(scope, id, version, atPeriodEnd);

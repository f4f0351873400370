import type { MutationResolvers } from '../../generated/resolvers.ts';
import { resumeSubscription as call } from '../../services/subscriptions/resume-subscription.ts';

export const resumeSubscription: MutationResolvers['resumeSubscription'] = (_parent, { id, version }, { scope }) =>
  call(scope, id, version);

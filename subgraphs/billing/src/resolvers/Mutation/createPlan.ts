import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createPlan as call } from '../../services/plans/create-plan.ts';

export const createPlan: MutationResolvers['createPlan'] = (_parent, { input }, { scope }) =>
  call(scope, input);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updatePlan as call } from '../../services/plans/update-plan.ts';

export const updatePlan: MutationResolvers['updatePlan'] = (_parent, { id, version, input }, { scope }) =>
  call(scope, id, version, input);

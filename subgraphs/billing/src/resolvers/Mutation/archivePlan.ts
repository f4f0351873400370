import type { MutationResolvers } from '../../generated/resolvers.ts';
import { archivePlan as call } from '../../services/plans/update-plan.ts';

export const archivePlan: MutationResolvers['archivePlan'] = (_parent, { id, version }, { scope }) =>
  call(scope, id, version);

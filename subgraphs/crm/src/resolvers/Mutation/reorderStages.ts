import type { MutationResolvers } from '../../generated/resolvers.ts';
import { reorderStages as reorder } from '../../services/reorder-stages.ts';

export const reorderStages: MutationResolvers['reorderStages'] = (_parent, args, { scope }) => {
  const { pipelineId, version, stageIds } = args;
  return reorder(scope, pipelineId, version, stageIds);
};

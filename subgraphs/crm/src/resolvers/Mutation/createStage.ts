import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createStage as create } from '../../services/create-stage.ts';

export const createStage: MutationResolvers['createStage'] = (_parent, { pipelineId, version, input }, { scope }) =>
  create(scope, pipelineId, version, input);

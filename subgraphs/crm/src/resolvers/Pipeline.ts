import type { PipelineResolvers } from '../generated/resolvers.ts';
import { listDealsOfPipeline } from '../services/list-deals.ts';
import { listStagesOfPipeline } from '../services/list-stages.ts';

export const Pipeline: PipelineResolvers = {
  stages: (pipeline, args, { scope }) => listStagesOfPipeline(scope, pipeline, args),
  deals: (pipeline, args, { scope }) => listDealsOfPipeline(scope, pipeline, args),
  __resolveReference: ({ id }, { scope }) => scope.load.pipeline.load(id),
};

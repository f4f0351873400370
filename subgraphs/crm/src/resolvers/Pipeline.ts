import { withAsked } from '@tessera/subgraph';
import type { PipelineResolvers } from '../generated/resolvers.ts';
import { listDealsOfPipeline } from '../services/list-deals.ts';
import { listStagesOfPipeline } from '../services/list-stages.ts';

export const Pipeline: PipelineResolvers = {
  stages: (pipeline, args, { scope }, info) =>
    listStagesOfPipeline(scope, pipeline, withAsked(args, info)),
  deals: (pipeline, args, { scope }, info) =>
    listDealsOfPipeline(scope, pipeline, withAsked(args, info)),
  __resolveReference: ({ id }, { scope }) => scope.load.pipeline.load(id),
};

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createPipeline as create } from '../../services/create-pipeline.ts';

export const createPipeline: MutationResolvers['createPipeline'] = (_parent, { input }, { scope }) =>
  create(scope, input);

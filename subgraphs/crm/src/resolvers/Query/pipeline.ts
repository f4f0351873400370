import type { QueryResolvers } from '../../generated/resolvers.ts';

export const pipeline: QueryResolvers['pipeline'] = (_parent, { id }, { scope }) => scope.load.pipeline.load(id);

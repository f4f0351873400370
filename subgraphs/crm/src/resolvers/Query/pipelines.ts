import { withAsked } from '@tessera/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listPipelines } from '../../services/list-pipelines.ts';

export const pipelines: QueryResolvers['pipelines'] = (_parent, args, { scope }, info) =>
  listPipelines(scope, withAsked(args, info));

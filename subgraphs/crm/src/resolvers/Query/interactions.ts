import { withAsked } from '@tessera/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listInteractions } from '../../services/list-interactions.ts';

export const interactions: QueryResolvers['interactions'] = (_parent, args, { scope }, info) =>
  listInteractions(scope, withAsked(args, info));

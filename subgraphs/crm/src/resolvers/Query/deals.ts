import { withAsked } from '@tessera/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listDeals } from '../../services/list-deals.ts';

export const deals: QueryResolvers['deals'] = (_parent, args, { scope }, info) =>
  listDeals(scope, withAsked(args, info));

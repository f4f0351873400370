import { withAsked } from '@tessera/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listLeads } from '../../services/list-leads.ts';

export const leads: QueryResolvers['leads'] = (_parent, args, { scope }, info) =>
  listLeads(scope, withAsked(args, info));

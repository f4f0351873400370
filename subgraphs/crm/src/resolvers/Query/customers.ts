import { withAsked } from '@tessera/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listCustomers } from '../../services/list-customers.ts';

export const customers: QueryResolvers['customers'] = (_parent, args, { scope }, info) =>
  listCustomers(scope, withAsked(args, info));

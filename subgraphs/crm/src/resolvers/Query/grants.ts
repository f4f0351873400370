import { withAsked } from '@tessera/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listGrants } from '../../services/list-grants.ts';

export const grants: QueryResolvers['grants'] = (_parent, args, { scope }, info) =>
  listGrants(scope, args.recordType, args.recordId, withAsked(args, info));

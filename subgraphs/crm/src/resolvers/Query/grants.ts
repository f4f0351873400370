import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listGrants } from '../../services/list-grants.ts';

export const grants: QueryResolvers['grants'] = (_parent, { recordType, recordId, ...request }, { scope }) =>
  listGrants(scope, recordType, recordId, request);

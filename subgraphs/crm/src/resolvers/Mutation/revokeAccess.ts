import type { MutationResolvers } from '../../generated/resolvers.ts';
import { revokeAccess as revoke } from '../../services/revoke-access.ts';

export const revokeAccess: MutationResolvers['revokeAccess'] = (_parent, { recordType, recordId, userId }, { scope }) =>
  revoke(scope, recordType, recordId, userId);

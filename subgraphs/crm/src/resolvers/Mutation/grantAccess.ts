import type { MutationResolvers } from '../../generated/resolvers.ts';
import { grantAccess as grant } from '../../services/grant-access.ts';

export const grantAccess: MutationResolvers['grantAccess'] = (_parent, args, { scope }) => {
  const { recordType, recordId, userId, access } = args;
  return grant(scope, recordType, recordId, userId, access);
};

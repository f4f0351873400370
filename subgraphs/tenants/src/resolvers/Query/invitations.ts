import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listInvitations } from '../../services/invitations/list-invitations.ts';

export const invitations: QueryResolvers['invitations'] = (_parent, { filter, ...page }, { scope }) =>
  listInvitations(scope, page, filter ?? {});

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { inviteMember as invite } from '../../services/invitations/invite-member.ts';

export const inviteMember: MutationResolvers['inviteMember'] = (_parent, { email, role, expiresInDays }, { scope }) =>
  invite(scope, email, role, expiresInDays);

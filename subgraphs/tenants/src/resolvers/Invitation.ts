import { invitationStatus } from '../domain/invitation.ts';
import type { InvitationResolvers } from '../generated/resolvers.ts';

export const Invitation: InvitationResolvers = {
  status: (invitation) => invitationStatus(invitation, new Date()),
  invitedBy: ({ invitedBy }) => ({ id: invitedBy }),
  acceptedBy: ({ acceptedBy }) => (acceptedBy === null ? null : { id: acceptedBy }),
};

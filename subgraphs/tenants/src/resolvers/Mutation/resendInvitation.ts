import type { MutationResolvers } from '../../generated/resolvers.ts';
import { resendInvitation as resend } from '../../services/invitations/resend-invitation.ts';

export const resendInvitation: MutationResolvers['resendInvitation'] = (_parent, { id, expiresInDays }, { scope }) =>
  resend(scope, id, expiresInDays);

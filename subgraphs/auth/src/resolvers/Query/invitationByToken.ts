import type { QueryResolvers } from '../../generated/resolvers.ts';
import { previewInvitation } from '../../services/registration/preview-invitation.ts';

export const invitationByToken: QueryResolvers['invitationByToken'] = (_parent, { token }, { scope }) =>
  previewInvitation(scope, token);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { revokeInvitation as revoke } from '../../services/invitations/revoke-invitation.ts';

export const revokeInvitation: MutationResolvers['revokeInvitation'] = (_parent, { id }, { scope }) => revoke(scope, id);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { acceptInvitation as accept } from '../../services/registration/accept-invitation.ts';

export const acceptInvitation: MutationResolvers['acceptInvitation'] = (_parent, args, { scope }) => {
  const { token, password = null, displayName = null, idempotencyKey } = args;
  return accept(scope, { token, password, displayName, idempotencyKey });
};

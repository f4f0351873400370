import { badInput } from '@tessera/errors';
import type { Invitation } from '../../../../../prisma/tenants/client/client.ts';
import { LONGEST_INVITATION_DAYS, invitationEnd } from '../../domain/invitation.ts';
import type { Scope } from '../scope.ts';
import { newInvitationToken } from './invitation-token.ts';

/** An invitation with its token in clear, this once. */
export interface IssuedInvitation {
  readonly invitation: Invitation;
  readonly token: string;
}

/**
 * A new token for an invitation that goes out now, and what the invitation is to hold of it.
 * @throws AppError BAD_USER_INPUT for a number of days that cannot be
 */
export function issueToken({ actor }: Scope, days: number) {
  const sentAt = new Date();
  const expiresAt = invitationEnd(days, sentAt);
  if (!expiresAt) throw badInput('expiresInDays', `An invitation holds for 1 to ${LONGEST_INVITATION_DAYS} days.`);
  const { token, tokenHash } = newInvitationToken();
  return { token, sent: { tokenHash, sentAt, expiresAt, invitedBy: actor.userId } };
}

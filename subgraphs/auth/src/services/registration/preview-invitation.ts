import { findAccount } from '../find-account.ts';
import type { Scope } from '../scope.ts';
import { findInvitation, type KnownInvitation } from './find-invitation.ts';

/** What a page shows to who has followed an invitation's link. */
export interface InvitationPreview extends KnownInvitation {
  /** Whether to ask for the password of an account, rather than for a new one. */
  readonly hasAccount: boolean;
}

/** Null for a token that stands for nothing. @throws AppError UNAVAILABLE when tenants does not answer */
export async function previewInvitation(scope: Scope, token: string): Promise<InvitationPreview | null> {
  const invitation = await findInvitation(scope, token);
  if (!invitation) return null;
  return { ...invitation, hasAccount: (await findAccount(scope.db, invitation.email)) !== null };
}

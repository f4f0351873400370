import type { Invitation } from '../../../../../prisma/tenants/client/client.ts';
import type { Db } from '../scope.ts';
import { invitationTokenHash } from './invitation-token.ts';

/** The invitation that a token was made for, whatever has become of it; null when there is none. */
export async function findInvitation(db: Db, token: string): Promise<Invitation | null> {
  const tokenHash = invitationTokenHash(token);
  if (!tokenHash) return null;
  return db.query((prisma) => prisma.invitation.findFirst({ where: { tokenHash } }));
}

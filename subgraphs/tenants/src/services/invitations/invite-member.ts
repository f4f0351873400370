import { conflict } from '@tessera/errors';
import type { HeldLimit } from '@tessera/subgraph';
import { isUniqueViolation } from '@tessera/tenancy';
import { v7 } from 'uuid';
import { email } from '../input-checks.ts';
import { roleToGive } from '../member-access.ts';
import { ownTenantId, type Scope } from '../scope.ts';
import { issueToken, type IssuedInvitation } from './issue-token.ts';

/**
 * Invites a person into the caller's tenant, whether or not they have an account.
 * @throws AppError BAD_USER_INPUT, FORBIDDEN for a role that the caller may not give, CONFLICT for who is a member
 * already or has an invitation that is open, PLAN_LIMIT_REACHED when there is room for no member more (whoever accepts
 * needs it, too), UNAVAILABLE when auth does not answer
 */
export async function inviteMember(
  scope: Scope,
  address: string,
  roleName: string,
  days: number,
): Promise<IssuedInvitation> {
  const tenantId = ownTenantId(scope);
  const role = roleToGive(scope, roleName);
  const invited = email('email', address);
  const { token, sent } = issueToken(scope, days);
  await refuseMember(scope, tenantId, invited);
  const data = { ...sent, tenantId, id: v7(), email: invited, role };
  const invite = (limit: HeldLimit | null) =>
    scope.db.transaction(async (tx) => {
      await limit?.hold(tx);
      return tx.invitation.create({ data });
    });
  try {
    return { invitation: await scope.limits.within(tenantId, 'users', invite), token };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict('This e-mail has an invitation already. Send it anew (`resendInvitation`), or revoke it first.');
  }
}

async function refuseMember(scope: Scope, tenantId: string, address: string): Promise<void> {
  const user = await scope.findUserByEmail(address);
  if (!user) return;
  const where = { tenantId_userId: { tenantId, userId: user.id } };
  const membership = await scope.db.query((prisma) => prisma.membership.findUnique({ where, select: { id: true } }));
  if (membership) throw conflict('This user is a member already. Change their role instead.');
}

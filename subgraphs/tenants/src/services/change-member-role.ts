import type { Membership } from '../../../../prisma/tenants/client/client.ts';
import { keepOneOwner, lockMembership, roleToGive } from './member-access.ts';
import { notify } from './notify.ts';
import { ownTenantId, type Scope } from './scope.ts';
import { settleUpdate } from './settle-update.ts';

/**
 * Gives a member another role. Their tokens of the old one are refused from the moment this commits.
 * @throws AppError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, or CONFLICT for the last OWNER and for a stale `version`
 */
export async function changeMemberRole(
  scope: Scope,
  id: string,
  version: number,
  roleName: string,
): Promise<Membership> {
  const tenantId = ownTenantId(scope);
  const role = roleToGive(scope, roleName);
  return scope.db.transaction(async (tx) => {
    const membership = await lockMembership(scope, tx, tenantId, id);
    if (membership.version !== version) return settleUpdate('member', 0, membership);
    if (membership.role === role) return membership;
    if (membership.role === 'OWNER') await keepOneOwner(tx, membership);
    await notify(tx, membership, 'ROLE_CHANGED', `You are now ${role} of this tenant.`);
    return tx.membership.update({
      where: { tenantId_id: { tenantId, id } },
      data: { role, version: { increment: 1 } },
    });
  });
}

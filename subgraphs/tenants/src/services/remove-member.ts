import { keepOneOwner, lockMembership } from './member-access.ts';
import { ownTenantId, type Scope } from './scope.ts';

/**
 * Ends a membership; profile and notifications go with it. The user's tokens for this tenant are refused from the
 * moment this commits.
 * @throws AppError NOT_FOUND, or CONFLICT for the last OWNER
 */
export async function removeMember(scope: Scope, id: string): Promise<{ id: string; userId: string }> {
  const tenantId = ownTenantId(scope);
  return scope.db.transaction(async (tx) => {
    const membership = await lockMembership(scope, tx, tenantId, id);
    if (membership.role === 'OWNER') await keepOneOwner(tx, membership);
    await tx.membership.delete({ where: { tenantId_id: { tenantId, id } } });
    return { id, userId: membership.userId };
  });
}

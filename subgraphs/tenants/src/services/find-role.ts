import type { Role } from '@tessera/identity';
import { listMembershipsOfUser } from './list-memberships-of-user.ts';
import type { Scope } from './scope.ts';

/**
 * A user's role in the caller's tenant: the caller's own as the session says, another's where the caller may know it;
 * null otherwise.
 */
export async function findRole(scope: Scope, userId: string): Promise<Role | null> {
  if (userId === scope.actor.userId) return scope.actor.role;
  if (!scope.actor.tenantId) return null;
  const [membership] = await listMembershipsOfUser(scope, userId);
  return membership?.role ?? null;
}

import { TENANT_ROLES } from '@tessera/identity';
import type { Membership, TenantRole } from '../domain/choose-membership.ts';
import type { Scope } from './scope.ts';

/** A user's memberships at this moment. @throws AppError UNAVAILABLE when tenants does not answer */
export async function findMemberships(
  scope: Pick<Scope, 'memberships' | 'requestId'>,
  userId: string,
): Promise<readonly Membership[]> {
  const { memberships } = await scope.memberships.forUser({ userId }, { requestId: scope.requestId });
  return memberships.flatMap(({ role, ...membership }) => (isTenantRole(role) ? [{ ...membership, role }] : []));
}

function isTenantRole(role: string): role is TenantRole {
  return (TENANT_ROLES as readonly string[]).includes(role);
}

import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import type { Scope } from './scope.ts';

/** The caller's tenant, where this user is the caller or belongs to it too; null otherwise and outside tenants. */
export async function findTenantOfUser({ actor, load }: Scope, userId: string): Promise<Tenant | null> {
  if (!actor.tenantId) return null;
  if (userId === actor.userId) return load.tenant.load(actor.tenantId);
  const memberships = await load.membershipsOfUser.load(userId);
  return memberships.length > 0 ? load.tenant.load(actor.tenantId) : null;
}

import type { Membership } from '../../../../prisma/tenants/client/client.ts';
import type { Scope } from './scope.ts';

/** Who may know the memberships of others; everybody knows their own. */
const KNOWS_MEMBERS: readonly string[] = ['SUPERADMIN', 'OWNER', 'ADMIN'];

/** A user's memberships that the caller may know: in the caller's tenant, or in every one for the platform. */
export async function listMembershipsOfUser({ actor, load }: Scope, userId: string): Promise<Membership[]> {
  const mayKnow = userId === actor.userId || KNOWS_MEMBERS.includes(actor.role);
  return mayKnow ? load.membershipsOfUser.load(userId) : [];
}

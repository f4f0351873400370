import type { UserProfile } from '../../../../prisma/tenants/client/client.ts';
import type { Scope } from './scope.ts';

/** How a member of the caller's tenant appears; null for everybody else, and for a caller outside tenants. */
export async function findProfile({ actor, load }: Scope, userId: string): Promise<UserProfile | null> {
  return actor.tenantId ? load.profileOfUser.load(userId) : null;
}

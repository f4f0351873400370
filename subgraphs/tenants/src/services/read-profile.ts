import { validate } from 'uuid';
import type { UserProfile } from '../../../../prisma/tenants/client/client.ts';
import type { Db } from './scope.ts';

/** How a user appears in a tenant, for other services; null for who is no member, and for what is no id. */
export async function readProfile(db: Db, tenantId: string, userId: string): Promise<UserProfile | null> {
  if (!validate(tenantId) || !validate(userId)) return null;
  const where = { tenantId_userId: { tenantId, userId } };
  return db.query((prisma) => prisma.userProfile.findUnique({ where }));
}

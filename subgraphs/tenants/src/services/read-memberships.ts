import { validate } from 'uuid';
import type { Db } from './scope.ts';

/** One membership as a token needs it. */
export interface TokenMembership {
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly role: string;
  readonly tenantStatus: string;
}

/**
 * All memberships of a user, for a new token. Waits for a change of the user's roles that is about to commit, so that
 * whoever noted the time before asking knows: a role that is older than the answer is refused by that time
 * (`record_membership_change` in the migration).
 */
export async function readMemberships(db: Db, userId: string): Promise<TokenMembership[]> {
  if (!validate(userId)) return [];
  const rows = await db.transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${userId}::uuid::text, 0))`;
    return tx.membership.findMany({
      where: { userId },
      select: { tenantId: true, role: true, tenant: { select: { slug: true, status: true } } },
      orderBy: { createdAt: 'asc' },
    });
  });
  return rows.map(({ tenantId, role, tenant }) => ({
    tenantId,
    tenantSlug: tenant.slug,
    role,
    tenantStatus: tenant.status,
  }));
}

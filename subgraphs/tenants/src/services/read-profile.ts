import { validate } from 'uuid';
import type { UserProfile } from '../../../../prisma/tenants/client/client.ts';
import type { Db } from './scope.ts';

/** What other services are told of a profile. */
export type ProfileCard = Pick<
  UserProfile,
  'userId' | 'tenantId' | 'displayName' | 'jobTitle' | 'phone' | 'locale' | 'timeZone' | 'version'
>;

/**
 * How a user appears in a tenant, for other services; null for who is no member, and for what is no id.
 * Past Prisma, which would cost more than the rest of the answer.
 */
export async function readProfile(db: Db, tenantId: string, userId: string): Promise<ProfileCard | null> {
  if (!validate(tenantId) || !validate(userId)) return null;
  const [row] = await db.sql<ProfileCard>(
    `SELECT user_id AS "userId", tenant_id AS "tenantId", display_name AS "displayName", job_title AS "jobTitle",
            phone, locale, time_zone AS "timeZone", version
     FROM user_profiles WHERE tenant_id = $1 AND user_id = $2`,
    [tenantId, userId],
  );
  return row ?? null;
}

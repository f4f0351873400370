import type { RateLimitSet } from '@tessera/rpc';
import { PLATFORM_TENANT } from '../domain/platform-tenant.ts';
import type { Db } from './scope.ts';

/** Every rate limit, as gateways are told of them. */
export async function collectRateLimits(db: Db): Promise<RateLimitSet> {
  const rows = await db.query((prisma) => prisma.rateLimit.findMany());
  const limits = rows.map(({ tenantId, subject, perMinute, burst }) => ({
    tenantId: tenantId === PLATFORM_TENANT ? '' : tenantId,
    subject,
    perMinute,
    burst,
  }));
  return { limits };
}

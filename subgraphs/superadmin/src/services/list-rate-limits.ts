import { validate } from 'uuid';
import type { RateLimit } from '../../../../prisma/superadmin/client/client.ts';
import type { Scope } from './scope.ts';

/** All rate limits, the platform's defaults first; with `tenantId`, those of that tenant alone. */
export async function listRateLimits({ platform }: Scope, tenantId?: string | null): Promise<RateLimit[]> {
  if (tenantId && !validate(tenantId)) return [];
  return platform.query((prisma) =>
    prisma.rateLimit.findMany({
      where: tenantId ? { tenantId } : {},
      orderBy: [{ tenantId: 'asc' }, { subject: 'asc' }],
    }),
  );
}

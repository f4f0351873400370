import { validate } from 'uuid';
import { badInput, conflict, notFound } from '@tessera/errors';
import { PLATFORM_TENANT } from '../domain/platform-tenant.ts';
import { announceRateLimits } from './announce-rate-limits.ts';
import type { Scope } from './scope.ts';

/**
 * Removes a tenant's own rate limit; the platform's default holds for it then. Answers the id.
 * @throws AppError NOT_FOUND, BAD_USER_INPUT for a default, or CONFLICT when the limit has changed meanwhile
 */
export async function removeRateLimit({ platform }: Scope, id: string, version: number): Promise<string> {
  return platform.transaction(async (tx) => {
    const limit = validate(id) ? await tx.rateLimit.findFirst({ where: { id } }) : null;
    if (!limit) throw notFound('rate limit');
    if (limit.tenantId === PLATFORM_TENANT) throw badInput('id', 'A default cannot be removed, only changed.');
    const { count } = await tx.rateLimit.deleteMany({ where: { id, tenantId: limit.tenantId, version } });
    if (count === 0) throw conflict('The rate limit has changed meanwhile.', limit.version);
    await announceRateLimits(tx);
    return id;
  });
}

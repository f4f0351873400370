import type { Transaction } from './scope.ts';

/** Notified in the transaction of each change; the payload says nothing, for the whole set is read anew. */
export const RATE_LIMITS_CHANNEL = 'tessera_rate_limits';

/** Tells every gateway, once the caller's transaction has committed, that the rate limits have changed. */
export async function announceRateLimits(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${RATE_LIMITS_CHANNEL}, '')`;
}

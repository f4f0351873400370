import type { TrustEvent } from '@tessera/rpc';
import { TOKEN_LIFETIME_MS } from '../domain/key-schedule.ts';
import type { Db } from './scope.ts';

/** Between our clock and a gateway's. */
const CLOCK_SKEW_MS = 60_000;

/** Every session that was ended while an access token of it may still be valid. */
export async function collectRevocations(db: Db): Promise<TrustEvent[]> {
  const since = new Date(Date.now() - TOKEN_LIFETIME_MS - CLOCK_SKEW_MS);
  const sessions = await db.query((prisma) =>
    prisma.session.findMany({ where: { revokedAt: { gte: since } }, select: { id: true } }),
  );
  return sessions.map(({ id }) => ({ kind: { $case: 'sessionRevoked', value: { sessionId: id } } }));
}

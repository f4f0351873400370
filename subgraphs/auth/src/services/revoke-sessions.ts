import { TRUST_CHANNEL, trustPayload } from '@tessera/rpc';
import type { Prisma, SessionEnd } from '../../../../prisma/auth/client/client.ts';
import type { Tx } from './scope.ts';

/**
 * Ends the sessions that `where` selects, and those that were opened from them, and tells every gateway when the
 * transaction commits. Returns the ids of those that were still open.
 */
export async function revokeSessions(tx: Tx, where: Prisma.SessionWhereInput, reason: SessionEnd): Promise<string[]> {
  const data = { revokedAt: new Date(), revokedReason: reason };
  const select = { id: true };
  const ended = await tx.session.updateManyAndReturn({ where: { AND: [where, { revokedAt: null }] }, data, select });
  const openedFromId = { in: ended.map((session) => session.id) };
  const entered = await tx.session.updateManyAndReturn({ where: { openedFromId, revokedAt: null }, data, select });
  const ids = [...ended, ...entered].map((session) => session.id);
  await announce(tx, ids.map((sessionId) => trustPayload({ $case: 'sessionRevoked', value: { sessionId } })));
  return ids;
}

async function announce(tx: Tx, payloads: readonly string[]): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${TRUST_CHANNEL}, payload) FROM unnest(${payloads}::text[]) AS payload`;
}

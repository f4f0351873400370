import { TRUST_CHANNEL, trustPayload } from '@tessera/rpc';
import type { Tx } from '../scope.ts';

/** Tells every gateway, when the transaction commits, to ask anew of these keys. */
export async function announceKeyChanges(tx: Tx, ids: readonly string[]): Promise<void> {
  const payloads = ids.map((apiKeyId) => trustPayload({ $case: 'apiKeyChanged', value: { apiKeyId } }));
  await tx.$executeRaw`SELECT pg_notify(${TRUST_CHANNEL}, payload) FROM unnest(${payloads}::text[]) AS payload`;
}

/** All that a user has and that could still be used. */
export async function announceKeysOfUser(tx: Tx, userId: string): Promise<void> {
  const where = { userId, revokedAt: null, expiresAt: { gt: new Date() } };
  const keys = await tx.apiKey.findMany({ where, select: { id: true } });
  await announceKeyChanges(tx, keys.map(({ id }) => id));
}

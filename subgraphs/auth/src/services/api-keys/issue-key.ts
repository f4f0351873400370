import { v7 } from 'uuid';
import { AppError, conflict } from '@tessera/errors';
import { newApiKey } from '@tessera/identity';
import { MAX_ACTIVE_API_KEYS } from '../../domain/api-key-rules.ts';
import type { Tx } from '../scope.ts';
import { WITHOUT_HASH, type ApiKeyRecord, type IssuedKey } from './api-key-record.ts';

/**
 * Writes a new key.
 * @throws AppError CONFLICT when the user has too many that can be used
 */
export async function issueKey(
  tx: Tx,
  facts: Pick<ApiKeyRecord, 'tenantId' | 'userId' | 'name' | 'scopes' | 'createdAt' | 'expiresAt'>,
): Promise<IssuedKey> {
  const { userId, tenantId, createdAt } = facts;
  await holdMaker(tx, userId);
  const active = { userId, tenantId, revokedAt: null, expiresAt: { gt: createdAt } };
  if ((await tx.apiKey.count({ where: active })) >= MAX_ACTIVE_API_KEYS) {
    throw conflict(`You have ${MAX_ACTIVE_API_KEYS} active API keys here. Revoke those that nothing uses, with \`revokeApiKey\`.`);
  }
  const { secret, prefix, hash: keyHash } = newApiKey();
  const apiKey = await tx.apiKey.create({ data: { ...facts, id: v7(), prefix, keyHash }, omit: WITHOUT_HASH });
  return { apiKey, secret };
}

/** One at a time, so that the count holds; a disabling that comes at the same moment waits, and then knows of the key. */
async function holdMaker(tx: Tx, userId: string): Promise<void> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT FROM users WHERE id = ${userId}::uuid AND status = 'ACTIVE' FOR NO KEY UPDATE`;
  if (held.length === 0) throw new AppError('UNAUTHENTICATED', 'This account is disabled. Ask the platform for help.');
}

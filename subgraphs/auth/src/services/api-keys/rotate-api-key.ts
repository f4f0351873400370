import { validate } from 'uuid';
import { isAppError, notFound } from '@tessera/errors';
import { requireTenantId } from '@tessera/subgraph';
import { checkExpiry, checkKeepOld, KEEP_OLD_MINUTES } from '../../domain/api-key-rules.ts';
import { recordEvent, recordRefusal } from '../record-event.ts';
import { requireCaller } from '../require-caller.ts';
import type { Scope, Tx } from '../scope.ts';
import { announceKeyChanges } from './announce-key-changes.ts';
import { accept, WITHOUT_HASH, type ApiKeyRecord, type IssuedKey } from './api-key-record.ts';
import { issueKey } from './issue-key.ts';

export interface RotateApiKeyInput {
  readonly id: string;
  readonly expiresAt: Date | null;
  readonly keepOldForMinutes: number | null;
}

/**
 * Makes a key that takes the place of another, which expires soon. Only of the caller's own: a key acts as its maker, and
 * whoever rotated somebody else's would hold a secret to act as that person.
 * @throws AppError NOT_FOUND for every other key and for one that can no longer be used, BAD_USER_INPUT, CONFLICT
 */
export async function rotateApiKey(scope: Scope, input: RotateApiKeyInput): Promise<IssuedKey> {
  const caller = requireCaller(scope);
  const { userId, sessionId } = caller;
  const tenantId = requireTenantId(caller);
  const event = { kind: 'API_KEY_ROTATED', userId, tenantId, sessionId } as const;
  try {
    const now = new Date();
    const expiresAt = accept(checkExpiry(input.expiresAt, now));
    const keepMs = accept(checkKeepOld(input.keepOldForMinutes ?? KEEP_OLD_MINUTES));
    return await scope.db.transaction(async (tx) => {
      const old = await findOwn(tx, { id: input.id, tenantId, userId }, now);
      await shorten(tx, old, new Date(now.getTime() + keepMs));
      const { name, scopes } = old;
      const issued = await issueKey(tx, { tenantId, userId, name, scopes, createdAt: now, expiresAt });
      await recordEvent(scope, tx, { ...event, succeeded: true, reason: `${old.prefix} ${issued.apiKey.prefix}` });
      return issued;
    });
  } catch (error) {
    await recordRefusal(scope, { ...event, reason: isAppError(error) ? error.code : 'FAULT' });
    throw error;
  }
}

async function findOwn(tx: Tx, { id, ...own }: Pick<ApiKeyRecord, 'id' | 'tenantId' | 'userId'>, now: Date): Promise<ApiKeyRecord> {
  if (!validate(id)) throw notFound('API key');
  const where = { id, ...own, revokedAt: null, expiresAt: { gt: now } };
  const found = await tx.apiKey.findFirst({ where, omit: WITHOUT_HASH });
  if (!found) throw notFound('API key');
  return found;
}

/** Not found either when it was revoked, or rotated to an earlier end, since it was read. */
async function shorten(tx: Tx, { id, tenantId, expiresAt: before }: ApiKeyRecord, until: Date): Promise<void> {
  const expiresAt = until < before ? until : before;
  const where = { id, tenantId, revokedAt: null, expiresAt: before };
  const { count } = await tx.apiKey.updateMany({ where, data: { expiresAt } });
  if (count === 0) throw notFound('API key');
  await announceKeyChanges(tx, [id]);
}

import { validate } from 'uuid';
import { notFound } from '@tessera/errors';
import { announceKeysOfUser } from './api-keys/announce-key-changes.ts';
import type { UserRecord } from './open-session.ts';
import { recordEvent, recordRefusal } from './record-event.ts';
import { requireCaller } from './require-caller.ts';
import type { Scope } from './scope.ts';

/**
 * Admits a disabled user again; its old sessions stay ended, its API keys work again. Idempotent.
 * @throws AppError NOT_FOUND, also for one whose registration is not finished: that opens or removes it by itself
 */
export async function enableUser(scope: Scope, userId: string): Promise<UserRecord> {
  const { sessionId } = requireCaller(scope);
  const enabled = validate(userId) ? await enable(scope, sessionId, userId) : null;
  if (enabled) return enabled;
  await recordRefusal(scope, { kind: 'USER_ENABLED', sessionId, reason: 'NOT_FOUND' });
  throw notFound('user');
}

function enable(scope: Scope, sessionId: string, userId: string): Promise<UserRecord | null> {
  return scope.db.transaction(async (tx) => {
    const where = { id: userId, status: { not: 'PENDING' as const } };
    const [user] = await tx.user.updateManyAndReturn({ where, data: { status: 'ACTIVE' } });
    if (!user) return null;
    await announceKeysOfUser(tx, userId);
    await recordEvent(scope, tx, { kind: 'USER_ENABLED', succeeded: true, userId, email: user.email, sessionId });
    return user;
  });
}

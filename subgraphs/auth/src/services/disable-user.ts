import { validate } from 'uuid';
import { badInput, notFound } from '@tessera/errors';
import { announceKeysOfUser } from './api-keys/announce-key-changes.ts';
import type { UserRecord } from './open-session.ts';
import { endPasswordReset } from './password-resets/end-password-reset.ts';
import { recordEvent, recordRefusal } from './record-event.ts';
import { requireCaller } from './require-caller.ts';
import { revokeSessions } from './revoke-sessions.ts';
import type { Scope } from './scope.ts';

/**
 * Ends all sessions of a user, and a token to reset its password, and admits it no more; its API keys rest until it is
 * enabled. Idempotent. Nobody disables itself, so an administrator remains.
 * @throws AppError BAD_USER_INPUT (the caller itself), NOT_FOUND, also for one whose registration is not finished
 */
export async function disableUser(scope: Scope, userId: string): Promise<UserRecord> {
  const caller = requireCaller(scope);
  const refusal = { kind: 'USER_DISABLED', sessionId: caller.sessionId } as const;
  if (userId === caller.userId) {
    await recordRefusal(scope, { ...refusal, userId, reason: 'OWN_ACCOUNT' });
    throw badInput('id', 'You cannot disable your own account.');
  }
  const disabled = await disable(scope, caller.sessionId, userId);
  if (disabled) return disabled;
  await recordRefusal(scope, { ...refusal, reason: 'NOT_FOUND' });
  throw notFound('user');
}

async function disable(scope: Scope, sessionId: string, userId: string): Promise<UserRecord | null> {
  if (!validate(userId)) return null;
  return scope.db.transaction(async (tx) => {
    const where = { id: userId, status: { not: 'PENDING' as const } };
    const [user] = await tx.user.updateManyAndReturn({ where, data: { status: 'DISABLED' } });
    if (!user) return null;
    await endPasswordReset(tx, userId);
    await revokeSessions(tx, { userId }, 'USER_DISABLED');
    await announceKeysOfUser(tx, userId);
    const facts = { userId, email: user.email, sessionId };
    await recordEvent(scope, tx, { ...facts, kind: 'USER_DISABLED', succeeded: true });
    return user;
  });
}

import { AppError, badInput } from '@tessera/errors';
import type { PasswordReset } from '../../../../../prisma/auth/client/client.ts';
import { opaqueTokenHash } from '../../crypto/opaque-token.ts';
import { passwordFault } from '../../domain/password-rules.ts';
import type { UserRecord } from '../open-session.ts';
import { recordEvent, recordRefusal, type EventFacts } from '../record-event.ts';
import { revokeSessions } from '../revoke-sessions.ts';
import type { Db, Scope, Tx } from '../scope.ts';

export interface ResetPasswordInput {
  readonly token: string;
  readonly newPassword: string;
}

interface KnownReset extends Pick<PasswordReset, 'userId' | 'tokenHash' | 'expiresAt' | 'usedAt'> {
  readonly email: string;
  readonly status: UserRecord['status'];
}

type Facts = Omit<EventFacts, 'kind' | 'succeeded' | 'reason'>;
type Refusal = 'UNKNOWN_TOKEN' | 'USED' | 'EXPIRED' | 'USER_DISABLED' | 'ENDED_MEANWHILE';

/**
 * Sets the password of the user whom the token was made for, ends all their sessions, and lifts the account's lockout.
 * The token is good for one password. Why one is good for nothing is told to operators alone, by an auth event; whoever
 * sent it learns nothing of it, by the time it takes neither.
 * @throws AppError NOT_FOUND, BAD_USER_INPUT for a weak password, after which the token is still good, RATE_LIMITED
 */
export async function resetPassword(scope: Scope, { token, newPassword }: ResetPasswordInput): Promise<true> {
  const reset = await findReset(scope.db, token);
  if (!reset) return refuse(scope, {}, 'UNKNOWN_TOKEN');
  const { userId, email } = reset;
  const facts = { userId, email };
  const refusal = whyUseless(reset, new Date());
  if (refusal !== null) return refuse(scope, facts, refusal);
  const fault = passwordFault(newPassword, email);
  if (fault !== null) {
    await recordRefusal(scope, { ...facts, kind: 'PASSWORD_RESET', reason: 'UNACCEPTABLE_PASSWORD' });
    throw badInput('newPassword', fault);
  }
  const passwordHash = await scope.passwords.hash(newPassword);
  const isReset = await scope.db.transaction((tx) => replacePassword(scope, tx, reset, passwordHash));
  return isReset || refuse(scope, facts, 'ENDED_MEANWHILE');
}

async function replacePassword(scope: Scope, tx: Tx, reset: KnownReset, passwordHash: string): Promise<boolean> {
  if (!(await useUp(tx, reset))) return false;
  const { userId, email } = reset;
  const changedAt = new Date();
  // Who was taken over from another system without a password has none to update.
  await tx.credential.upsert({ where: { userId }, create: { userId, passwordHash }, update: { passwordHash, changedAt } });
  await tx.loginAttempts.deleteMany({ where: { email } });
  await revokeSessions(tx, { userId }, 'PASSWORD_CHANGED');
  await recordEvent(scope, tx, { userId, email, kind: 'PASSWORD_RESET', succeeded: true });
  return true;
}

/** In one statement whatever has become of it, also for a text that cannot be a token: each takes the same time. */
async function findReset(db: Db, token: string): Promise<KnownReset | null> {
  const tokenHash = opaqueTokenHash(token);
  const [found] = await db.query((prisma) => prisma.$queryRaw<Omit<KnownReset, 'tokenHash'>[]>`
    SELECT user_id AS "userId", expires_at AS "expiresAt", used_at AS "usedAt", email, status::text
    FROM password_resets JOIN users ON users.id = user_id WHERE token_hash = ${tokenHash}`);
  return found ? { ...found, tokenHash } : null;
}

function whyUseless({ usedAt, expiresAt, status }: KnownReset, now: Date): Refusal | null {
  if (usedAt !== null) return 'USED';
  if (expiresAt <= now) return 'EXPIRED';
  return status === 'ACTIVE' ? null : 'USER_DISABLED';
}

/** False when another request was faster, or the user was disabled, or a new token was made. */
async function useUp(tx: Tx, { userId, tokenHash }: KnownReset): Promise<boolean> {
  // The user first and then the token, as whoever disables a user does.
  const held = await tx.$queryRaw<unknown[]>`
    SELECT FROM users WHERE id = ${userId}::uuid AND status = 'ACTIVE' FOR SHARE`;
  if (held.length === 0) return false;
  const now = new Date();
  const good = { userId, tokenHash, usedAt: null, expiresAt: { gt: now } };
  const { count } = await tx.passwordReset.updateMany({ where: good, data: { usedAt: now } });
  return count > 0;
}

async function refuse(scope: Scope, facts: Facts, reason: Refusal): Promise<never> {
  await recordRefusal(scope, { ...facts, kind: 'PASSWORD_RESET', reason });
  throw new AppError('NOT_FOUND', 'This token is not good, or no longer: it was used, replaced, or has expired. Ask for a new one.');
}

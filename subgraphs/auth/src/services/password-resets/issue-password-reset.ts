import { validate } from 'uuid';
import { badInput, conflict, isAppError, notFound } from '@tessera/errors';
import type { User } from '../../../../../prisma/auth/client/client.ts';
import { newOpaqueToken } from '../../crypto/opaque-token.ts';
import { PASSWORD_RESET_MS } from '../../domain/lifetimes.ts';
import { recordEvent, recordRefusal } from '../record-event.ts';
import { requireCaller, requireOutside } from '../require-caller.ts';
import type { Scope, Tx } from '../scope.ts';

export interface IssuedPasswordReset {
  /** In clear, this once. */
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Makes a token by which its holder sets the user's password, in place of one that was made before. A SUPERADMIN makes
 * none of its own: a stolen session would become a stolen account.
 * @throws AppError FORBIDDEN (in a tenant), BAD_USER_INPUT (the caller itself), NOT_FOUND, CONFLICT for a user who could
 * not log in with any password
 */
export async function issuePasswordReset(scope: Scope, userId: string): Promise<IssuedPasswordReset> {
  const { userId: callerId, sessionId } = requireCaller(scope);
  try {
    requireOutside(scope);
    if (userId === callerId) throw badInput('userId', 'Change your own password with `changePassword`.');
    return await scope.db.transaction((tx) => issue(scope, tx, userId, sessionId));
  } catch (error) {
    const reason = isAppError(error) ? error.code : 'FAULT';
    await recordRefusal(scope, { kind: 'PASSWORD_RESET_ISSUED', sessionId, reason });
    throw error;
  }
}

async function issue(scope: Scope, tx: Tx, userId: string, sessionId: string): Promise<IssuedPasswordReset> {
  const { email } = await holdActive(tx, userId);
  const { token, hash: tokenHash } = newOpaqueToken('tsp_');
  const expiresAt = new Date(Date.now() + PASSWORD_RESET_MS);
  const data = { tokenHash, expiresAt, usedAt: null };
  await tx.passwordReset.upsert({ where: { userId }, create: { userId, ...data }, update: data });
  await recordEvent(scope, tx, { kind: 'PASSWORD_RESET_ISSUED', succeeded: true, userId, email, sessionId });
  return { token, expiresAt };
}

/** Until the transaction ends, so that a disabling that comes at the same moment ends the token, too. */
async function holdActive(tx: Tx, userId: string): Promise<Pick<User, 'email'>> {
  if (!validate(userId)) throw notFound('user');
  const [user] = await tx.$queryRaw<Pick<User, 'email' | 'status'>[]>`
    SELECT email, status FROM users WHERE id = ${userId}::uuid FOR SHARE`;
  if (!user) throw notFound('user');
  if (user.status === 'DISABLED') throw conflict('This user is disabled. Admit them first, with `enableUser`.');
  if (user.status === 'PENDING') throw conflict('The registration of this user is not finished. Wait until the user is ACTIVE.');
  return user;
}

import { badInput, conflict, isAppError } from '@tessera/errors';
import { passwordFault } from '../domain/password-rules.ts';
import { endPasswordReset } from './password-resets/end-password-reset.ts';
import { recordEvent, recordRefusal } from './record-event.ts';
import { requireCaller } from './require-caller.ts';
import { revokeSessions } from './revoke-sessions.ts';
import type { Scope } from './scope.ts';
import { verifyPassword } from './verify-password.ts';

export interface ChangePasswordInput {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Sets a new password and ends the caller's other sessions, and a token to reset the password. The current password is
 * asked for although there is a session, so that a stolen token does not become a stolen account; failures count towards
 * the account's lockout.
 * @throws AppError BAD_USER_INPUT (`currentPassword` wrong, `newPassword` weak), RATE_LIMITED, CONFLICT
 */
export async function changePassword(scope: Scope, input: ChangePasswordInput): Promise<true> {
  const { userId, sessionId, tenantId } = requireCaller(scope);
  const facts = { kind: 'PASSWORD_CHANGED', userId, sessionId, tenantId } as const;
  const user = await scope.db.query((prisma) =>
    prisma.user.findUniqueOrThrow({ where: { id: userId }, include: { credential: true } }),
  );
  const refuse = async (reason: string, error: unknown): Promise<never> => {
    await recordRefusal(scope, { ...facts, email: user.email, reason });
    throw error;
  };

  const currentHash = user.credential?.passwordHash ?? null;
  const isRight = await verifyPassword(scope, { email: user.email, hash: currentHash }, input.currentPassword).catch(
    (error: unknown) => refuse(isAppError(error) ? error.code : 'FAULT', error),
  );
  if (!isRight) return refuse('WRONG_PASSWORD', badInput('currentPassword', 'This is not your current password.'));
  const fault = faultOf(input, user.email);
  if (fault !== null) return refuse('UNACCEPTABLE_PASSWORD', badInput('newPassword', fault));

  const passwordHash = await scope.passwords.hash(input.newPassword);
  const changed = await scope.db.transaction(async (tx) => {
    const changedAt = new Date();
    const same = { userId, passwordHash: currentHash ?? '' };
    // The token first and then the credential, as whoever uses a token does.
    await endPasswordReset(tx, userId);
    const updated = await tx.credential.updateMany({ where: same, data: { passwordHash, changedAt } });
    if (updated.count === 0) return false;
    await revokeSessions(tx, { userId, id: { not: sessionId } }, 'PASSWORD_CHANGED');
    await recordEvent(scope, tx, { ...facts, email: user.email, succeeded: true });
    return true;
  });
  if (changed) return true;
  return refuse('CHANGED_MEANWHILE', conflict('The password was changed by another request meanwhile.'));
}

function faultOf({ currentPassword, newPassword }: ChangePasswordInput, email: string): string | null {
  return newPassword === currentPassword ? 'Use one that you have not now.' : passwordFault(newPassword, email);
}

import { isAppError } from '@tessera/errors';
import { normaliseEmail } from '../domain/normalise-email.ts';
import { findAccount, type Account } from './find-account.ts';
import type { UserRecord } from './open-session.ts';
import { recordRefusal, type Origin } from './record-event.ts';
import type { Scope } from './scope.ts';
import { verifyPassword } from './verify-password.ts';

/**
 * The user whose password this is, in whatever state; null for a wrong one and an unknown account alike, at the same
 * cost. It counts as an attempt to log in, and a refusal is recorded as one: whoever guesses here guesses that password.
 * @throws AppError RATE_LIMITED while the account is locked
 */
export async function validateCredentials(
  scope: Origin & Pick<Scope, 'db' | 'passwords' | 'checks'>,
  input: { readonly email: string; readonly password: string },
): Promise<UserRecord | null> {
  const email = normaliseEmail(input.email);
  if (email === null) return null;
  const account = await findAccount(scope.db, email);
  const hash = account?.hash ?? null;
  const matches = await verifyPassword(scope, { email, hash }, input.password).catch(async (error: unknown) => {
    await refuse(scope, email, account, isAppError(error) ? error.code : 'FAULT');
    throw error;
  });
  if (account && matches) return account;
  await refuse(scope, email, account, account ? 'WRONG_PASSWORD' : 'UNKNOWN_USER');
  return null;
}

function refuse(
  scope: Origin & Pick<Scope, 'db'>,
  email: string,
  account: Account | null,
  reason: string,
): Promise<void> {
  return recordRefusal(scope, { kind: 'LOGIN', email, userId: account?.id ?? null, reason });
}

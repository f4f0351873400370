import { AppError, isAppError } from '@tessera/errors';
import { LOGIN_WINDOW_MS, MAX_LOGIN_ATTEMPTS } from '../domain/lifetimes.ts';
import { MAX_PASSWORD_LENGTH } from '../domain/password-rules.ts';
import type { Db, Scope } from './scope.ts';

/**
 * Whether the password is the account's. An attempt is claimed in the database before the password is looked at, so
 * that neither aliases in one request nor parallel requests nor several processes get more than MAX_LOGIN_ATTEMPTS
 * within LOGIN_WINDOW_MS; a right password clears the count. Unknown accounts (`hash` null) are counted and cost the
 * same.
 * @throws AppError RATE_LIMITED when the account is locked or too many logins wait
 */
export function verifyPassword(
  scope: Pick<Scope, 'db' | 'passwords' | 'checks'>,
  account: { readonly email: string; readonly hash: string | null },
  password: string,
): Promise<boolean> {
  // In turn within this process: parallel logins with the right password would otherwise lock their own account.
  return scope.checks(account.email, async () => {
    await claimAttempt(scope.db, account.email);
    const isPossible = [...password].length <= MAX_PASSWORD_LENGTH;
    const matches = await scope.passwords
      .verify(account.hash, isPossible ? password : '')
      .catch((error: unknown) => returnAttempt(scope.db, account.email, error));
    if (matches) await clearAttempts(scope.db, account.email);
    return matches;
  });
}

async function claimAttempt(db: Db, email: string): Promise<void> {
  const [claimed] = await db.sql<{ attempts: number; seconds_left: number }>(
    `INSERT INTO login_attempts AS known (email, attempts, window_ends_at)
     VALUES ($1, 1, now() + $2::float8 * interval '1 millisecond')
     ON CONFLICT (email) DO UPDATE SET
       attempts = CASE WHEN known.window_ends_at <= now() THEN 1 ELSE least(known.attempts + 1, $3::int + 1) END,
       window_ends_at = CASE WHEN known.window_ends_at <= now() THEN excluded.window_ends_at
                             ELSE known.window_ends_at END
     RETURNING attempts, ceil(extract(epoch FROM window_ends_at - now()))::int AS seconds_left`,
    [email, LOGIN_WINDOW_MS, MAX_LOGIN_ATTEMPTS],
  );
  if (!claimed) throw new Error('The attempt could not be claimed.');
  if (claimed.attempts <= MAX_LOGIN_ATTEMPTS) return;
  throw new AppError('RATE_LIMITED', 'Too many failed attempts on this account. Try again later.', {
    retryAfterSeconds: Math.max(1, claimed.seconds_left),
  });
}

/** An attempt that was turned away unchecked is none. */
async function returnAttempt(db: Db, email: string, error: unknown): Promise<never> {
  if (isAppError(error)) {
    await db.sql('UPDATE login_attempts SET attempts = greatest(attempts - 1, 0) WHERE email = $1', [email]);
  }
  throw error;
}

async function clearAttempts(db: Db, email: string): Promise<void> {
  await db.sql('DELETE FROM login_attempts WHERE email = $1', [email]);
}

import { isAppError } from '@tessera/errors';
import { isBcryptHash } from '../crypto/bcrypt-hash.ts';
import type { Scope } from './scope.ts';

/**
 * Replaces an older system's hash by argon2id, given the password that was just proved right. Only that very hash is
 * replaced: a password that was changed meanwhile stays as it is.
 * @returns the account's hash from now on; null when the password is another by now
 */
export async function upgradeHash(
  scope: Pick<Scope, 'db' | 'passwords'>,
  account: { readonly id: string; readonly hash: string },
  password: string,
): Promise<string | null> {
  const { id: userId, hash: outdated } = account;
  if (!isBcryptHash(outdated)) return outdated;
  const passwordHash = await hashUnlessBusy(scope, password);
  if (passwordHash === null) return outdated;
  const where = { userId, passwordHash: outdated };
  const { count } = await scope.db.query((prisma) =>
    prisma.credential.updateMany({ where, data: { passwordHash } }),
  );
  return count > 0 ? passwordHash : findCurrent(scope, userId, password);
}

/** Null when too many wait for their turn: who has shown the right password gets in, and is upgraded another time. */
async function hashUnlessBusy({ passwords }: Pick<Scope, 'passwords'>, password: string): Promise<string | null> {
  try {
    return await passwords.hash(password);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

/** Another login may have been first, with the same password. */
async function findCurrent(
  { db, passwords }: Pick<Scope, 'db' | 'passwords'>,
  userId: string,
  password: string,
): Promise<string | null> {
  const found = await db.query((prisma) => prisma.credential.findUnique({ where: { userId } }));
  return found && (await passwords.verify(found.passwordHash, password)) ? found.passwordHash : null;
}

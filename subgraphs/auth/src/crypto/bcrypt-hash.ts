import { compareInThread } from './bcrypt-threads.ts';

/** Costs 4 to 14, as the database allows them: each step doubles the work, and 14 takes about a second. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;

/** Whether it is a hash of an older system's, to be replaced at the next login. */
export function isBcryptHash(hash: string): boolean {
  return BCRYPT.test(hash);
}

/**
 * Whether the password belongs to the hash. As it was typed and not in normal form: so the older system hashed it. Like
 * there, only the first 72 bytes count. Runs in a thread of its own.
 */
export function verifyBcrypt(hash: string, password: string): Promise<boolean> {
  return compareInThread({ hash, password });
}

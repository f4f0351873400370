import type { UserRecord } from './open-session.ts';
import type { Db } from './scope.ts';

/** A user with what a login needs besides. */
export interface Account extends UserRecord {
  /** Null for a user without a password. */
  readonly hash: string | null;
  readonly isAdmin: boolean;
}

/** The account of a normalised e-mail; null when there is none. */
export async function findAccount(db: Db, email: string): Promise<Account | null> {
  const include = { credential: true, admin: true };
  const user = await db.query((prisma) => prisma.user.findUnique({ where: { email }, include }));
  if (!user) return null;
  const { credential, admin, ...record } = user;
  return { ...record, hash: credential?.passwordHash ?? null, isAdmin: admin !== null };
}

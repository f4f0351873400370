import { validate } from 'uuid';
import { MAX_LOGIN_ATTEMPTS } from '../domain/lifetimes.ts';
import type { UserRecord } from './open-session.ts';
import type { Db } from './scope.ts';

export interface AuthStatus {
  readonly user: UserRecord;
  readonly isAdmin: boolean;
  readonly openSessions: number;
  readonly lastLoginAt: Date | null;
  /** Null when failed attempts do not keep the account from logging in. */
  readonly lockedUntil: Date | null;
}

/** How one account stands; null when there is none. */
export async function findAuthStatus(db: Db, id: string): Promise<AuthStatus | null> {
  if (!validate(id)) return null;
  const found = await db.query((prisma) => prisma.user.findUnique({ where: { id }, include: { admin: true } }));
  if (!found) return null;
  const { admin, ...user } = found;
  const now = new Date();
  const [openSessions, latest, attempts] = await Promise.all([
    db.query((prisma) => prisma.session.count({ where: { userId: id, revokedAt: null, expiresAt: { gt: now } } })),
    db.query((prisma) => prisma.session.findFirst({ where: { userId: id }, orderBy: { createdAt: 'desc' } })),
    db.query((prisma) => prisma.loginAttempts.findUnique({ where: { email: user.email } })),
  ]);
  const isLocked = attempts !== null && attempts.attempts >= MAX_LOGIN_ATTEMPTS && attempts.windowEndsAt > now;
  return {
    user,
    isAdmin: admin !== null,
    openSessions,
    lastLoginAt: latest?.createdAt ?? null,
    lockedUntil: isLocked ? attempts.windowEndsAt : null,
  };
}

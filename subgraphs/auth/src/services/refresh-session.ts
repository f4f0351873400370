import { AppError, conflict, isAppError } from '@tessera/errors';
import type { Role } from '@tessera/identity';
import { refreshTokenHash } from '../crypto/refresh-token.ts';
import { keepMembership, type Choice } from '../domain/choose-membership.ts';
import { findMemberships } from './find-memberships.ts';
import { addRefreshToken, presentSession, type OpenedSession } from './open-session.ts';
import { recordEvent, recordRefusal, type EventFacts } from './record-event.ts';
import { revokeSessions } from './revoke-sessions.ts';
import type { Scope, Tx } from './scope.ts';

type Facts = Omit<EventFacts, 'kind' | 'succeeded' | 'reason'>;
type StoredToken = NonNullable<Awaited<ReturnType<typeof findToken>>>;

/**
 * Exchanges a refresh token for a new pair, once. The membership is read anew, so a changed role or a suspended tenant
 * takes effect here at the latest.
 *
 * A token that was used before ends the whole session: its owner and a thief both hold it, and nobody can tell which of
 * them asks. Two requests that overlap are told apart from that by having both read the token while it was unused. One
 * wins; the other gets CONFLICT and the session lives on, because an impatient client sends a request twice. It gives a
 * thief nothing: whoever lost holds only a used token, and its next attempt ends the session.
 * @throws AppError UNAUTHENTICATED, CONFLICT, FORBIDDEN (the tenant is suspended), UNAVAILABLE
 */
export async function refreshSession(scope: Scope, refreshToken: string): Promise<OpenedSession> {
  const asOf = new Date();
  const stored = await findToken(scope, refreshToken);
  if (!stored) return refuse(scope, {}, 'UNKNOWN_TOKEN');
  const { session } = stored;
  const { id: sessionId, userId, tenantId } = session;
  const facts = { userId, sessionId, tenantId, email: session.user.email };
  if (stored.usedAt !== null && session.revokedAt === null) {
    await end(scope, facts, 'REFRESH_TOKEN_REUSED');
    throw REFUSALS.REUSED();
  }
  if (session.revokedAt !== null) return refuse(scope, facts, 'REVOKED');
  if (stored.expiresAt <= asOf) return refuse(scope, facts, 'EXPIRED');

  const choice = await currentRight(scope, session, facts);
  if (!('refused' in choice)) return exchange(scope, stored, choice.role, facts, asOf);
  if (choice.refused === 'TENANT_NOT_ACTIVE') return refuse(scope, facts, 'TENANT_NOT_ACTIVE');
  await end(scope, facts, 'MEMBERSHIP_ENDED');
  throw REFUSALS.REVOKED();
}

async function findToken(scope: Scope, refreshToken: string) {
  const tokenHash = refreshTokenHash(refreshToken);
  if (!tokenHash) return null;
  const include = { session: { include: { user: { include: { admin: true } } } } };
  return scope.db.query((prisma) => prisma.refreshToken.findUnique({ where: { tokenHash }, include }));
}

/** What the session's user may be now, in the session's own tenant. */
async function currentRight(scope: Scope, session: StoredToken['session'], facts: Facts): Promise<Choice> {
  const isAdmin = session.user.admin !== null;
  if (session.tenantId === null) return isAdmin ? { tenantId: null, role: 'SUPERADMIN' } : { refused: 'NO_MEMBERSHIP' };
  try {
    return keepMembership(await findMemberships(scope, session.userId), session.tenantId);
  } catch (error) {
    const reason = isAppError(error) ? error.code : 'FAULT';
    await recordRefusal(scope, { ...facts, kind: 'REFRESH', reason });
    throw error;
  }
}

async function exchange(
  scope: Scope,
  stored: StoredToken,
  role: Role,
  facts: Facts,
  asOf: Date,
): Promise<OpenedSession> {
  const session = { ...stored.session, role };
  const outcome = await scope.db.transaction(async (tx) => {
    if (!(await useUp(tx, stored, role, asOf))) return null;
    await recordEvent(scope, tx, { ...facts, kind: 'REFRESH', succeeded: true });
    return addRefreshToken(tx, session);
  });
  if (outcome === null) return refuse(scope, facts, 'CONCURRENT');
  return presentSession(scope, session, session.user, outcome, asOf);
}

/** Marks token and session as used. False when another request was faster, or has ended the session. */
async function useUp(tx: Tx, stored: StoredToken, role: Role, usedAt: Date): Promise<boolean> {
  // The token first and then its session, as every exchange does: two of them wait for each other in one order.
  const tokens = await tx.refreshToken.updateMany({ where: { id: stored.id, usedAt: null }, data: { usedAt } });
  if (tokens.count === 0) return false;
  const open = { id: stored.sessionId, revokedAt: null };
  const sessions = await tx.session.updateMany({ where: open, data: { role, refreshedAt: usedAt } });
  return sessions.count > 0;
}

async function end(
  scope: Scope,
  facts: Facts & { readonly sessionId: string },
  reason: 'REFRESH_TOKEN_REUSED' | 'MEMBERSHIP_ENDED',
): Promise<void> {
  await scope.db.transaction(async (tx) => {
    await revokeSessions(tx, { id: facts.sessionId }, reason);
    await recordEvent(scope, tx, { ...facts, kind: 'REFRESH', succeeded: false, reason });
  });
}

const gone = () => new AppError('UNAUTHENTICATED', 'The session has ended, or the token is not valid. Log in again.');

const REFUSALS = {
  UNKNOWN_TOKEN: gone,
  EXPIRED: gone,
  REVOKED: gone,
  REUSED: gone,
  TENANT_NOT_ACTIVE: () => new AppError('FORBIDDEN', 'This tenant is suspended. Ask its owner.'),
  CONCURRENT: () => conflict('Another request was exchanging this token. Use the tokens that it received.'),
} satisfies Record<string, () => AppError>;

async function refuse(scope: Scope, facts: Facts, reason: keyof typeof REFUSALS): Promise<never> {
  await recordRefusal(scope, { ...facts, kind: 'REFRESH', reason });
  throw REFUSALS[reason]();
}

import { v7 } from 'uuid';
import type { Role } from '@tessera/identity';
import { signAccessToken } from '../crypto/access-token.ts';
import { newRefreshToken } from '../crypto/refresh-token.ts';
import { TOKEN_LIFETIME_MS } from '../domain/key-schedule.ts';
import { REFRESH_TOKEN_MS } from '../domain/lifetimes.ts';
import type { Scope, Tx } from './scope.ts';

/** A person who can log in. */
export interface UserRecord {
  readonly id: string;
  readonly email: string;
  readonly status: 'PENDING' | 'ACTIVE' | 'DISABLED';
  readonly createdAt: Date;
}

/** A session as its owner alone gets to see it: with its tokens. */
export interface OpenedSession {
  readonly accessToken: string;
  /** Null when the session cannot be refreshed. */
  readonly refreshToken: string | null;
  /** Seconds, from the request on. */
  readonly expiresIn: number;
  readonly role: Role;
  readonly tenantId: string | null;
  readonly user: UserRecord;
}

/** What a session's tokens are made of. */
export interface SessionFacts {
  readonly id: string;
  readonly tenantId: string | null;
  readonly role: Role;
  readonly actReason: string | null;
  readonly expiresAt: Date;
}

/** Adds a refresh token to the session and returns it in clear, the only time that anybody sees it. */
export async function addRefreshToken(tx: Tx, session: Pick<SessionFacts, 'id' | 'expiresAt'>): Promise<string> {
  const { token, hash: tokenHash } = newRefreshToken();
  const expiresAt = new Date(Math.min(Date.now() + REFRESH_TOKEN_MS, session.expiresAt.getTime()));
  await tx.refreshToken.createMany({ data: [{ id: v7(), sessionId: session.id, tokenHash, expiresAt }] });
  return token;
}

/**
 * Signs the access token of a session that has been written.
 * @param asOf when the membership was read: a role that changes after that revokes every token issued before
 */
export async function presentSession(
  scope: Pick<Scope, 'signingKeys'>,
  session: SessionFacts,
  user: UserRecord,
  refreshToken: string | null,
  asOf: Date,
): Promise<OpenedSession> {
  const { id: sessionId, tenantId, role, actReason } = session;
  const expiresAt = new Date(Math.min(asOf.getTime() + TOKEN_LIFETIME_MS, session.expiresAt.getTime()));
  const claims = { userId: user.id, sessionId, tenantId, role, ...(actReason === null ? {} : { actReason }) };
  const accessToken = signAccessToken(await scope.signingKeys.signing(), claims, asOf, expiresAt);
  const expiresIn = Math.round((expiresAt.getTime() - asOf.getTime()) / 1000);
  return { accessToken, refreshToken, expiresIn, role, tenantId, user };
}

import type { AccessTokenClaims } from '../crypto/access-token.ts';
import { readAccessToken } from '../crypto/read-access-token.ts';
import { isOpen } from '../domain/session-state.ts';
import type { Db, Scope } from './scope.ts';

export type TokenState =
  | { readonly claims: AccessTokenClaims; readonly expiresAt: Date }
  | { readonly refused: 'INVALID' | 'EXPIRED' | 'SESSION_ENDED' | 'USER_DISABLED' };

/** Whether an access token holds now: signature, times, its session and its user. A tenant's state is not looked at. */
export async function validateToken(
  { db, signingKeys }: Pick<Scope, 'db' | 'signingKeys'>,
  accessToken: string,
): Promise<TokenState> {
  const read = readAccessToken(await signingKeys.publicKeySet(), accessToken);
  if ('refused' in read) return read;
  const session = await findSession(db, read.claims);
  if (session?.status === 'DISABLED') return { refused: 'USER_DISABLED' };
  return session && isOpen(session, new Date()) ? read : { refused: 'SESSION_ENDED' };
}

interface SessionRow {
  readonly revokedAt: Date | null;
  readonly expiresAt: Date;
  readonly status: string;
}

/** In one statement: it is asked for each token, and Prisma would take two. */
async function findSession(db: Db, { sessionId, userId }: AccessTokenClaims): Promise<SessionRow | undefined> {
  const [row] = await db.sql<SessionRow>(
    `SELECT sessions.revoked_at AS "revokedAt", sessions.expires_at AS "expiresAt", users.status
     FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.id = $1 AND users.id = $2`,
    [sessionId, userId],
  );
  return row;
}

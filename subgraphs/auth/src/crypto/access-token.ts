import { randomUUID, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Role } from '@tessera/identity';

/** Pinned by whoever verifies, together with the algorithm and the type `at+jwt` (RFC 9068). */
export const ISSUER = 'tessera/auth';
export const AUDIENCE = 'tessera/gateway';
export const ALGORITHM = 'ES256';
export const TOKEN_TYPE = 'at+jwt';

export interface AccessTokenClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly tenantId: string | null;
  readonly role: Role;
  /** Why a SUPERADMIN acts in the tenant. */
  readonly actReason?: string;
}

/**
 * A signed access token. `iat` keeps the milliseconds as decimals, because a revocation says "issued before this
 * moment" and a login may follow within the same second.
 */
export function signAccessToken(
  key: { readonly kid: string; readonly privateKey: KeyObject },
  claims: AccessTokenClaims,
  now: Date,
  expiresAt: Date,
): string {
  const payload = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: claims.userId,
    sid: claims.sessionId,
    tid: claims.tenantId,
    role: claims.role,
    ...(claims.actReason === undefined ? {} : { act: { reason: claims.actReason } }),
    jti: randomUUID(),
    iat: now.getTime() / 1000,
    exp: Math.floor(expiresAt.getTime() / 1000),
  };
  return jwt.sign(payload, key.privateKey, {
    algorithm: ALGORITHM,
    keyid: key.kid,
    header: { alg: ALGORITHM, typ: TOKEN_TYPE },
  });
}

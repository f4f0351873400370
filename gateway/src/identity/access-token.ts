import { hash } from 'node:crypto';
import { AppError } from '@tessera/errors';
import { ROLES, type Identity } from '@tessera/identity';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { KeySource } from './jwks.ts';

/** Who a token speaks for, and when it was issued: what the trust feeds are asked about. */
export interface VerifiedToken {
  readonly identity: Identity;
  /** Milliseconds since the epoch; auth keeps the decimals of `iat`, so that a revocation cuts to the millisecond. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const ISSUER = 'tessera/auth';
const AUDIENCE = 'tessera/gateway';
const MAX_LIFETIME_SECONDS = 600;
/** Between two machines' clocks, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 2;
const MAX_TOKEN_LENGTH = 4_096;
const REMEMBERED_TOKENS = 20_000;

const headerSchema = z.object({
  alg: z.literal('ES256'),
  typ: z
    .string()
    .transform((typ) => typ.toLowerCase().replace(/^application\//, ''))
    .pipe(z.literal('at+jwt')),
  kid: z.string().min(1).max(200),
  // RFC 7515, 4.1.11: an extension that is not understood must be refused, and we understand none.
  crit: z.undefined().optional(),
});

const claimsSchema = z
  .object({
    sub: z.guid(),
    sid: z.guid(),
    tid: z
      .guid()
      .nullish()
      .transform((tid) => tid ?? null),
    role: z.enum(ROLES),
    act: z.object({ reason: z.string().min(1) }).optional(),
    iat: z.number(),
    exp: z.number(),
  })
  .refine((claims) => claims.tid !== null || claims.role === 'SUPERADMIN')
  .refine((claims) => claims.act === undefined || (claims.role === 'SUPERADMIN' && claims.tid !== null))
  .refine((claims) => claims.exp > claims.iat && claims.exp - claims.iat <= MAX_LIFETIME_SECONDS + 1);

const REFUSAL = 'The access token is not valid. Refresh the session, or log in again.';
const refused = (message = REFUSAL) => new AppError('UNAUTHENTICATED', message);

/**
 * Checks access tokens by RFC 9068: ES256 with a key of auth's, `typ` `at+jwt`, issuer, audience, expiry, our claims.
 * Tokens that passed are remembered by hash, so that the signature is checked once; for these it answers at once.
 * @returns a function that throws AppError UNAUTHENTICATED for any other token, saying no more than expired or invalid
 */
export function createTokenVerifier(keys: KeySource): (token: string) => Promise<VerifiedToken> | VerifiedToken {
  const remembered = new LRUCache<string, VerifiedToken>({ max: REMEMBERED_TOKENS });
  const verifyAndRemember = async (token: string, digest: string) => {
    const verified = await verify(token, keys);
    remembered.set(digest, verified);
    return verified;
  };
  return (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw refused();
    const digest = hash('sha256', token, 'base64');
    const known = remembered.get(digest);
    if (!known) return verifyAndRemember(token, digest);
    if (Date.now() >= known.expiresAt) throw expired();
    return known;
  };
}

async function verify(token: string, keys: KeySource): Promise<VerifiedToken> {
  const header = headerSchema.safeParse(decodeHeader(token));
  const key = header.success ? await keys.find(header.data.kid) : undefined;
  if (!key) throw refused();
  const claims = claimsSchema.safeParse(checkSignature(token, key));
  if (!claims.success) throw refused();
  const { sub, sid, tid, role, act, iat, exp } = claims.data;
  if (iat > Date.now() / 1000 + CLOCK_TOLERANCE_SECONDS) throw refused();
  const identity: Identity = { userId: sub, sessionId: sid, tenantId: tid, role, ...(act ? { act } : {}) };
  return { identity, issuedAt: Math.round(iat * 1000), expiresAt: (exp + CLOCK_TOLERANCE_SECONDS) * 1000 };
}

function checkSignature(token: string, key: Parameters<typeof jwt.verify>[1]): unknown {
  try {
    return jwt.verify(token, key, {
      algorithms: ['ES256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
  } catch (error) {
    throw error instanceof jwt.TokenExpiredError ? expired() : refused();
  }
}

function decodeHeader(token: string): unknown {
  try {
    return jwt.decode(token, { complete: true })?.header;
  } catch {
    return undefined;
  }
}

const expired = () => refused('The access token has expired. Refresh the session with `refreshSession`.');

import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { ROLES } from '@tessera/identity';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { ALGORITHM, AUDIENCE, ISSUER, TOKEN_TYPE, type AccessTokenClaims } from './access-token.ts';
import type { PublicKeySet } from './signing-keys.ts';

/** Ours have some 600 characters; what is longer is not looked at. */
const MAX_TOKEN_LENGTH = 4_096;

/** RFC 7515, 4.1.11: an extension that is not understood must be refused, and we understand none. */
const headerSchema = z.object({
  typ: z.literal(TOKEN_TYPE),
  kid: z.string(),
  crit: z.undefined().optional(),
});

const claimsSchema = z.object({
  sub: z.guid(),
  sid: z.guid(),
  tid: z.guid().nullable(),
  role: z.enum(ROLES),
  act: z.object({ reason: z.string() }).optional(),
  exp: z.number(),
});

export type ReadToken =
  | { readonly claims: AccessTokenClaims; readonly expiresAt: Date }
  | { readonly refused: 'INVALID' | 'EXPIRED' };

/** What an access token that one of the keys has signed says (RFC 9068); whether its session still stands is not asked. */
export function readAccessToken(keys: PublicKeySet, token: string): ReadToken {
  const key = token.length <= MAX_TOKEN_LENGTH ? keyOf(keys, token) : undefined;
  if (!key) return { refused: 'INVALID' };
  try {
    const said = jwt.verify(token, publicKeyOf(key), { algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE });
    const { sub, sid, tid, role, act, exp } = claimsSchema.parse(said);
    const claims = { userId: sub, sessionId: sid, tenantId: tid, role, ...(act && { actReason: act.reason }) };
    return { claims, expiresAt: new Date(exp * 1000) };
  } catch (error) {
    return { refused: error instanceof jwt.TokenExpiredError ? 'EXPIRED' : 'INVALID' };
  }
}

function keyOf({ keys }: PublicKeySet, token: string): JsonWebKey | undefined {
  const header = headerSchema.safeParse(decodeHeader(token));
  return keys.find((key) => header.success && key['kid'] === header.data.kid);
}

/** Made of its JWK once: that takes half as long as checking a signature. */
const publicKeys = new WeakMap<JsonWebKey, KeyObject>();

function publicKeyOf(key: JsonWebKey): KeyObject {
  const known = publicKeys.get(key) ?? createPublicKey({ key, format: 'jwk' });
  publicKeys.set(key, known);
  return known;
}

function decodeHeader(token: string): unknown {
  try {
    return jwt.decode(token, { complete: true })?.header;
  } catch {
    return undefined;
  }
}

import { createHash, createHmac, createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Claims } from './identity.ts';

/** Header names of a signed request. The body itself is never changed. */
export const CLAIMS_HEADER = 'x-tessera-claims';
export const SIGNATURE_HEADER = 'x-tessera-signature';

/** How far a signer's clock may differ from a verifier's, and so how long a nonce has to be remembered. */
export const SIGNATURE_TTL_MS = 30_000;

export interface SignedParts {
  readonly method: string;
  readonly path: string;
  readonly audience: string;
  readonly body: string | Uint8Array;
}

/** Remembers nonces for SIGNATURE_TTL_MS; `true` when the nonce was new. Replicas of a subgraph share one in Redis. */
export interface NonceStore {
  claim(nonce: string): boolean | Promise<boolean>;
}

/** Why a signature was refused; the message names no secret and is safe to log. */
export class SignatureError extends Error {
  readonly reason: 'missing' | 'malformed' | 'mismatch' | 'stale' | 'replayed';
  constructor(reason: SignatureError['reason']) {
    super(`The request's signature was refused: ${reason}.`);
    this.reason = reason;
  }
}

/**
 * A KeyObject, because `createHmac` with a Buffer re-imports the key on every call
 * (448 µs against 16 µs a check, docs/architecture.md).
 */
export function signingKey(secret: Uint8Array): KeyObject {
  return createSecretKey(secret);
}

/**
 * Signs one request for one subgraph: method, path, audience, time, nonce, body hash and claims under one HMAC-SHA-256.
 * Sign every retry anew: a nonce is good for one delivery.
 */
export function signRequest(
  key: KeyObject,
  parts: SignedParts,
  claims: Claims,
  now: number = Date.now(),
): Record<typeof CLAIMS_HEADER | typeof SIGNATURE_HEADER, string> {
  const encodedClaims = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const nonce = randomBytes(16).toString('base64url');
  const mac = macOf(key, parts, String(now), nonce, encodedClaims).toString('base64url');
  return { [CLAIMS_HEADER]: encodedClaims, [SIGNATURE_HEADER]: `v1.${now}.${nonce}.${mac}` };
}

export interface VerifierOptions {
  readonly key: KeyObject;
  readonly nonces: NonceStore;
  /**
   * What was signed before this moment (ms since the epoch) is refused: a restarted process has forgotten the nonces it
   * saw, so without this a captured request could be replayed at it.
   */
  readonly notBefore?: number;
  readonly now?: () => number;
}

/**
 * Checks a signed request and returns its claims.
 * @throws SignatureError when anything about the request is not as the gateway signed it.
 */
export async function verifyRequest(
  options: VerifierOptions,
  parts: SignedParts,
  headers: { readonly claims: string | undefined; readonly signature: string | undefined },
): Promise<Claims> {
  if (!headers.claims || !headers.signature) throw new SignatureError('missing');
  const [version, time, nonce, mac, ...rest] = headers.signature.split('.');
  if (version !== 'v1' || !time || !nonce || !mac || rest.length > 0 || !/^\d{1,15}$/.test(time)) {
    throw new SignatureError('malformed');
  }
  const expected = macOf(options.key, parts, time, nonce, headers.claims);
  const given = Buffer.from(mac, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new SignatureError('mismatch');

  const now = (options.now ?? Date.now)();
  const signedAt = Number(time);
  const tooOld = Math.abs(now - signedAt) > SIGNATURE_TTL_MS || signedAt < (options.notBefore ?? 0);
  if (tooOld) throw new SignatureError('stale');
  if (!(await options.nonces.claim(nonce))) throw new SignatureError('replayed');
  return JSON.parse(Buffer.from(headers.claims, 'base64url').toString('utf8')) as Claims;
}

function macOf(key: KeyObject, parts: SignedParts, time: string, nonce: string, claims: string): Buffer {
  const bodyHash = createHash('sha256').update(parts.body).digest('base64url');
  return createHmac('sha256', key)
    .update(['v1', parts.method, parts.path, parts.audience, time, nonce, bodyHash, claims].join('\n'))
    .digest();
}

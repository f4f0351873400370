import { createHash, randomBytes } from 'node:crypto';

/** What is stored of a token. Plain SHA-256 is enough for 256 random bits. */
export type TokenHash = Uint8Array<ArrayBuffer>;

/**
 * An opaque token of 256 random bits, and what is stored of it.
 * @param mark says what a leaked string is, to people and to secret scanners
 */
export function newOpaqueToken(mark: string): { readonly token: string; readonly hash: TokenHash } {
  const token = mark + randomBytes(32).toString('base64url');
  return { token, hash: opaqueTokenHash(token) };
}

export function opaqueTokenHash(token: string): TokenHash {
  return Uint8Array.from(createHash('sha256').update(token).digest());
}

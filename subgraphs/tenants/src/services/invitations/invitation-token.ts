import { createHash, randomBytes } from 'node:crypto';

/** Says what a leaked string is, to people and to secret scanners. */
const PREFIX = 'tsi_';
const TOKEN = /^tsi_[\w-]{43}$/;

/** What is stored of a token. Plain SHA-256 is enough for 256 random bits. */
type TokenHash = Uint8Array<ArrayBuffer>;

/** An opaque token of 256 random bits, and what is stored of it. */
export function newInvitationToken(): { readonly token: string; readonly tokenHash: TokenHash } {
  const token = PREFIX + randomBytes(32).toString('base64url');
  return { token, tokenHash: hashOf(token) };
}

/** The hash to look a token up by. Null when the text cannot be a token. */
export function invitationTokenHash(token: string): TokenHash | null {
  return TOKEN.test(token) ? hashOf(token) : null;
}

function hashOf(token: string): TokenHash {
  return Uint8Array.from(createHash('sha256').update(token).digest());
}

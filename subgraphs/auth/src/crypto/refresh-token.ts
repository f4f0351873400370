import { newOpaqueToken, opaqueTokenHash, type TokenHash } from './opaque-token.ts';

const TOKEN = /^tsr_[\w-]{43}$/;

export const newRefreshToken = () => newOpaqueToken('tsr_');

/** The hash to look a token up by. Null when the text cannot be a token. */
export function refreshTokenHash(token: string): TokenHash | null {
  return TOKEN.test(token) ? opaqueTokenHash(token) : null;
}

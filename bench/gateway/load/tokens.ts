import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';

export interface TokenIssuer {
  /** RFC 7517, as auth publishes it. */
  readonly jwks: unknown;
  /** `Bearer …` for every user, signed anew when the last ones are about to get old. */
  authorizations(): readonly string[];
}

const USERS = 1_000;
const TENANTS = 50;
/** Access tokens live ten minutes at most; a round must not meet one that expires in it. */
const LIFETIME_SECONDS = 600;
const RENEW_AFTER_MS = 4 * 60_000;

/** Issues access tokens as auth does (RFC 9068, ES256), one for each of 1,000 users in 50 tenants. */
export function createTokenIssuer(): TokenIssuer {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyid = randomUUID();
  const tenants = Array.from({ length: TENANTS }, () => randomUUID());
  const users = Array.from({ length: USERS }, (_, at) => ({
    sub: randomUUID(),
    sid: randomUUID(),
    tid: tenants[at % TENANTS],
    role: 'MEMBER',
  }));
  const publicKey = createPublicKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  let issuedAt = -Infinity;
  let issued: readonly string[] = [];
  return {
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyid, alg: 'ES256', use: 'sig' }] },
    authorizations() {
      if (Date.now() - issuedAt < RENEW_AFTER_MS) return issued;
      issuedAt = Date.now();
      issued = users.map((claims) => {
        const token = jwt.sign(claims, privateKey, {
          algorithm: 'ES256',
          header: { alg: 'ES256', typ: 'at+jwt' },
          keyid,
          issuer: 'tessera/auth',
          audience: 'tessera/gateway',
          expiresIn: LIFETIME_SECONDS,
        });
        return `Bearer ${token}`;
      });
      return issued;
    },
  };
}

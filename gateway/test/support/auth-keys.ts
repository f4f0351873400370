import { createPublicKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { createHttpServer, type HttpRoute } from '@tessera/http';
import type { Role } from '@tessera/identity';

export interface TestKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

export function createKey(): TestKey {
  return { kid: randomUUID(), privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey };
}

/** Publishes keys as auth does, and counts how often it was asked. */
export function jwksRoute(keys: TestKey[]): HttpRoute & { asked: number } {
  const route = {
    method: 'GET',
    path: '/.well-known/jwks.json',
    asked: 0,
    handle() {
      route.asked += 1;
      const published = keys.map(({ kid, privateKey }) => {
        const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
        return { ...createPublicKey(pem).export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
      });
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ keys: published }),
      };
    },
  };
  return route;
}

export async function serveJwks(keys: TestKey[]) {
  const route = jwksRoute(keys);
  const server = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    routes: [route],
    maxBodyBytes: 1024,
    onError: () => undefined,
  });
  return {
    url: new URL(`http://127.0.0.1:${server.port}/.well-known/jwks.json`),
    asked: () => route.asked,
    stop: () => server.close(100),
  };
}

export interface TokenClaims {
  readonly sub: string;
  readonly sid: string;
  readonly tid: string | null;
  readonly role: Role;
  readonly iat: number;
  readonly exp: number;
  readonly iss: string;
  readonly aud: string;
  readonly act: { readonly reason: string };
}

/** Claims as auth writes them, for a member of `tid`. */
export function claimsFor(role: Role, claims: Partial<TokenClaims> = {}): Partial<TokenClaims> {
  const iat = claims.iat ?? Date.now() / 1000;
  return {
    sub: randomUUID(),
    sid: randomUUID(),
    tid: role === 'SUPERADMIN' ? null : randomUUID(),
    role,
    iat,
    exp: Math.floor(iat) + 600,
    iss: 'tessera/auth',
    aud: 'tessera/gateway',
    ...claims,
  };
}

/** Signs claims as auth does, by hand, so that a test can also sign what no library would. */
export function signToken(key: TestKey, claims: object, header: object = {}): string {
  const parts = [{ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header }, claims];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

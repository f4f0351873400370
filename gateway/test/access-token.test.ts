import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createTokenVerifier, type VerifiedToken } from '../src/identity/access-token.ts';
import { createKeySource, type KeySource } from '../src/identity/jwks.ts';
import { claimsFor, createKey, serveJwks, signToken, type TestKey } from './support/auth-keys.ts';

const log = pino({ level: 'silent' });
const INVALID = expect.objectContaining({ code: 'UNAUTHENTICATED', message: expect.stringContaining('not valid') });
const EXPIRED = expect.objectContaining({ code: 'UNAUTHENTICATED', message: expect.stringContaining('expired') });

let keys: TestKey[];
let jwks: Awaited<ReturnType<typeof serveJwks>>;
let source: KeySource;
let verify: (token: string) => Promise<VerifiedToken>;

beforeEach(async () => {
  keys = [createKey()];
  jwks = await serveJwks(keys);
  source = createKeySource(jwks.url, log);
  const verifier = createTokenVerifier(source);
  verify = async (token) => verifier(token);
});
afterEach(async () => {
  source.stop();
  await jwks.stop();
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('an access token', () => {
  it('gives the identity that auth wrote into it', async () => {
    const claims = claimsFor('MEMBER');
    const { identity, issuedAt } = await verify(signToken(keys[0]!, claims));
    expect(identity).toEqual({ userId: claims.sub, sessionId: claims.sid, tenantId: claims.tid, role: 'MEMBER' });
    expect(issuedAt).toBe(Math.round(claims.iat! * 1000));
  });

  it('carries the reason of a SUPERADMIN who entered a tenant', async () => {
    const { identity } = await verify(
      signToken(keys[0]!, claimsFor('SUPERADMIN', { tid: randomUUID(), act: { reason: 'ticket 7' } })),
    );
    expect(identity.act).toEqual({ reason: 'ticket 7' });
  });

  it.each([
    ['has another issuer', { iss: 'someone/else' }],
    ['is meant for another audience', { aud: 'tessera/other' }],
    ['never expires', { exp: undefined }],
    ['has no time of issue and lives too long', { iat: undefined, exp: Date.now() / 1000 + 3_600 }],
    ['lives longer than ten minutes', { exp: Math.floor(Date.now() / 1000) + 660 }],
    ['comes from the future', { iat: Date.now() / 1000 + 60, exp: Math.floor(Date.now() / 1000) + 120 }],
    ['names no user', { sub: undefined }],
    ['names a user that is no id', { sub: "' OR 1=1" }],
    ['names no session', { sid: undefined }],
    ['names an unknown role', { role: 'ROOT' }],
    ['is a member of no tenant', { tid: null }],
    ['acts in no tenant', { role: 'SUPERADMIN', tid: null, act: { reason: 'why not' } }],
    ['acts as a member', { act: { reason: 'why not' } }],
  ])('is refused when it %s', async (_, change) => {
    const token = signToken(keys[0]!, { ...claimsFor('MEMBER'), ...change });
    await expect(verify(token)).rejects.toEqual(INVALID);
  });

  it.each([
    ['is of another type', { typ: 'JWT' }],
    ['has no key id', { kid: undefined }],
    ['has an unknown key id', { kid: 'unknown' }],
    ['needs an extension that is not understood', { crit: ['b64'], b64: true }],
  ])('is refused when it %s', async (_, header) => {
    await expect(verify(signToken(keys[0]!, claimsFor('MEMBER'), header))).rejects.toEqual(INVALID);
  });

  it('is refused when it has expired, and says so', async () => {
    const iat = Date.now() / 1000 - 700;
    await expect(verify(signToken(keys[0]!, claimsFor('MEMBER', { iat, exp: Math.floor(iat) + 600 })))).rejects.toEqual(
      EXPIRED,
    );
  });

  it('is refused when another key signed it under the same key id', async () => {
    const forger = { ...createKey(), kid: keys[0]!.kid };
    await expect(verify(signToken(forger, claimsFor('OWNER')))).rejects.toEqual(INVALID);
  });

  it('is refused unsigned, and signed with the public key as a shared secret', async () => {
    const claims = encode(claimsFor('OWNER'));
    const none = `${encode({ alg: 'none', typ: 'at+jwt', kid: keys[0]!.kid })}.${claims}.`;
    await expect(verify(none)).rejects.toEqual(INVALID);

    const { privateKey, kid } = keys[0]!;
    const secret = createPublicKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
      type: 'spki',
      format: 'pem',
    });
    const signed = `${encode({ alg: 'HS256', typ: 'at+jwt', kid })}.${claims}`;
    await expect(
      verify(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`),
    ).rejects.toEqual(INVALID);
  });

  it('is refused when its claims were changed after it was signed', async () => {
    const [header, , signature] = signToken(keys[0]!, claimsFor('VIEWER')).split('.');
    await expect(verify(`${header}.${encode(claimsFor('OWNER'))}.${signature}`)).rejects.toEqual(INVALID);
  });

  it.each(['', 'a', 'a.b.c', '..', `${'x'.repeat(5_000)}.y.z`])(
    'is refused when it is no token at all: %j',
    async (text) => {
      await expect(verify(text)).rejects.toEqual(INVALID);
    },
  );
});

describe("auth's keys", () => {
  it('are asked for once, however many tokens they check', async () => {
    await Promise.all(Array.from({ length: 20 }, () => verify(signToken(keys[0]!, claimsFor('MEMBER')))));
    expect(jwks.asked()).toBe(1);
  });

  it('are not asked for again by each token with an unknown key id', async () => {
    await verify(signToken(keys[0]!, claimsFor('MEMBER')));
    const stranger = createKey();
    for (let at = 0; at < 10; at += 1)
      await expect(verify(signToken(stranger, claimsFor('MEMBER')))).rejects.toEqual(INVALID);
    expect(jwks.asked()).toBe(1);
  });

  it('are found after a rotation', async () => {
    await verify(signToken(keys[0]!, claimsFor('MEMBER')));
    const next = createKey();
    keys.push(next);
    const realNow = Date.now;
    Date.now = () => realNow() + 5_000;
    try {
      await expect(verify(signToken(next, claimsFor('MEMBER')))).resolves.toBeDefined();
    } finally {
      Date.now = realNow;
    }
  });

  it('stay good while auth is away', async () => {
    await verify(signToken(keys[0]!, claimsFor('MEMBER')));
    await jwks.stop();
    await expect(verify(signToken(keys[0]!, claimsFor('ADMIN')))).resolves.toBeDefined();
  });

  it('make tokens UNAVAILABLE, not invalid, when auth was never reached', async () => {
    await jwks.stop();
    await expect(verify(signToken(keys[0]!, claimsFor('MEMBER')))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

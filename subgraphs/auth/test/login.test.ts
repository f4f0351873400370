import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { v7 } from 'uuid';
import { AppError } from '@tessera/errors';
import { MAX_LOGIN_ATTEMPTS } from '../src/domain/lifetimes.ts';
import { createUser } from '../src/services/create-user.ts';
import { login } from '../src/services/login.ts';
import { PASSWORD, claimsOf, codeOf, openAuthWorld, type AuthWorld } from './support/auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await openAuthWorld();
});
afterAll(() => world.close());

const attempt = (email: string, password = PASSWORD, tenant: string | null = null, scope = world.scope()) =>
  login(scope, { email, password, tenant });

describe('a login', () => {
  it('opens a session in the one tenant that the user belongs to, with a token that the key set verifies', async () => {
    const tenantId = v7();
    const user = await world.addUser('ann@example.com', { tenants: [{ tenantId, role: 'ADMIN' }] });
    const session = await attempt('  ANN@Example.com ');

    const { keys } = await world.keys.publicKeySet();
    const { header, payload } = jwt.verify(
      session.accessToken,
      createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' }),
      { algorithms: ['ES256'], issuer: 'tessera/auth', audience: 'tessera/gateway', complete: true },
    );
    expect(header).toMatchObject({ alg: 'ES256', typ: 'at+jwt', kid: keys[0]!['kid'] });
    expect(payload).toMatchObject({ sub: user.id, tid: tenantId, role: 'ADMIN' });
    expect(session).toMatchObject({ role: 'ADMIN', expiresIn: 600, user: { id: user.id, email: 'ann@example.com' } });
  });

  it('picks the tenant that was named, and asks for one among several', async () => {
    const tenants = [{ tenantSlug: 'north' }, { tenantSlug: 'south', role: 'OWNER' }];
    const user = await world.addUser('two@example.com', { tenants });
    const session = await attempt(user.email, PASSWORD, 'South');
    expect(claimsOf(session.accessToken)['role']).toBe('OWNER');
    await expect(attempt(user.email)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'tenant' } });
    await expect(attempt(user.email)).rejects.not.toThrow(/north|south/);
  });

  it('gives a platform administrator the platform role without a tenant, even while tenants is away', async () => {
    const admin = await world.addUser('root@example.com', { admin: true });
    world.outage = new AppError('UNAVAILABLE', 'tenants is away');
    const session = await attempt(admin.email).finally(() => (world.outage = null));
    expect(claimsOf(session.accessToken)).toMatchObject({ role: 'SUPERADMIN', tid: null });
  });

  it('does not open anything while memberships cannot be read', async () => {
    const user = await world.addUser('waiting@example.com', { tenants: [{}] });
    world.outage = new AppError('UNAVAILABLE', 'tenants is away');
    const answer = await codeOf(attempt(user.email)).finally(() => (world.outage = null));
    expect(answer).toBe('UNAVAILABLE');
    expect(await world.sql('SELECT FROM sessions WHERE user_id = $1', [user.id])).toHaveLength(0);
  });

  it('answers an unknown user, a wrong password and a foreign tenant in the same words', async () => {
    const user = await world.addUser('known@example.com', { tenants: [{ tenantSlug: 'mine' }] });
    const refusals = await Promise.all(
      [
        attempt('nobody@example.com'),
        attempt(user.email, 'not the right password'),
        attempt(user.email, PASSWORD, 'theirs'),
        attempt('not an e-mail'),
      ].map((each) => each.catch(({ code, message, details }: AppError) => ({ code, message, details }))),
    );
    expect(new Set(refusals.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(refusals[0]).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('compares exactly one hash for an unknown user, as for a known one', async () => {
    const user = await world.addUser('timed@example.com', { tenants: [{}] });
    for (const email of [user.email, 'timed-nobody@example.com']) {
      const before = world.comparisons();
      await codeOf(attempt(email, 'not the right password'));
      expect(world.comparisons() - before).toBe(1);
    }
  });

  it('tells a suspended tenant and a disabled account only after the right password', async () => {
    const user = await world.addUser('paused@example.com', { tenants: [{ tenantStatus: 'SUSPENDED' }] });
    expect(await codeOf(attempt(user.email, 'not the right password'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(attempt(user.email))).toBe('FORBIDDEN');
    const disabled = await world.addUser('disabled@example.com', { tenants: [{}] });
    await world.sql(`UPDATE users SET status = 'DISABLED' WHERE id = $1`, [disabled.id]);
    expect(await codeOf(attempt(disabled.email, 'not the right password'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(attempt(disabled.email))).toBe('FORBIDDEN');
  });
});

describe('the lockout', () => {
  const wrong = 'not the right password';
  const outcomes = async (attempts: Promise<unknown>[]) => {
    const codes = await Promise.all(attempts.map(codeOf));
    return { verified: codes.filter((code) => code !== 'RATE_LIMITED').length, codes };
  };

  it.each(['victim@example.com', 'unknown-victim@example.com'])(
    'holds for 100 parallel attempts on %s, from two processes and in different spellings',
    async (email) => {
      if (!email.startsWith('unknown')) await world.addUser(email, { tenants: [{}] });
      const before = world.comparisons();
      const elsewhere = world.scopeElsewhere();
      const attempts = Array.from({ length: 100 }, (_, i) =>
        attempt(i % 3 ? email : email.toUpperCase(), wrong, null, i % 2 ? world.scope() : elsewhere),
      );
      const { verified } = await outcomes(attempts);
      expect(verified).toBe(MAX_LOGIN_ATTEMPTS);
      expect(world.comparisons() - before).toBe(MAX_LOGIN_ATTEMPTS);
    },
  );

  it('refuses the right password too, and says when to come back', async () => {
    const error = await attempt('victim@example.com').catch((each: AppError) => each);
    expect(error).toMatchObject({ code: 'RATE_LIMITED' });
    const seconds = (error as AppError).details.retryAfterSeconds!;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(15 * 60);
  });

  it('ends with its window', async () => {
    await world.sql(`UPDATE login_attempts SET window_ends_at = now() WHERE email = 'victim@example.com'`);
    expect(await codeOf(attempt('victim@example.com'))).toBe('OK');
    expect(await world.sql(`SELECT FROM login_attempts WHERE email = 'victim@example.com'`)).toHaveLength(0);
  });

  it('does not stand in the way of parallel logins with the right password', async () => {
    const user = await world.addUser('busy@example.com', { tenants: [{}] });
    const { codes } = await outcomes(Array.from({ length: 3 * MAX_LOGIN_ATTEMPTS }, () => attempt(user.email)));
    expect(new Set(codes)).toEqual(new Set(['OK']));
  });
});

describe('auth events', () => {
  it('tell of every success and refusal, with reason, address and user agent', async () => {
    const user = await world.addUser('told@example.com', { tenants: [{ tenantSlug: 'told' }] });
    const { tenantId } = world.memberships.get(user.id)![0]!;
    await codeOf(attempt(user.email));
    await codeOf(attempt(user.email, 'my secret in the wrong place'));
    await codeOf(attempt('told-nobody@example.com'));
    const client = { address: '192.0.2.7', user_agent: 'tests' };
    const told = (await world.events()).filter((event) => String(event['email']).startsWith('told'));
    expect(told).toMatchObject([
      { kind: 'LOGIN', succeeded: true, user_id: user.id, tenant_id: tenantId, ...client },
      { kind: 'LOGIN', succeeded: false, user_id: user.id, tenant_id: tenantId, reason: 'WRONG_PASSWORD' },
      { kind: 'LOGIN', succeeded: false, user_id: null, tenant_id: null, reason: 'UNKNOWN_USER' },
    ]);
  });

  it('hold no password, hash or token, and neither does the event log', async () => {
    await codeOf(attempt('a password typed in the wrong field', PASSWORD));
    const session = await attempt('ann@example.com');
    const written = JSON.stringify([
      await world.events(),
      await world.sql('SELECT before, after FROM tessera.event_log'),
    ]);
    expect(await world.sql('SELECT FROM tessera.event_log')).not.toHaveLength(0);
    const { accessToken, refreshToken } = session;
    for (const secret of [PASSWORD, 'wrong field', 'wrong place', '$argon2', accessToken, refreshToken!]) {
      expect(written).not.toContain(secret);
    }
  });
});

describe('an e-mail', () => {
  it('belongs to one user, however many are created at once', async () => {
    const admin = await world.addUser('creator@example.com', { admin: true });
    const caller = { userId: admin.id, sessionId: v7(), tenantId: null, role: 'SUPERADMIN' } as const;
    const spellings = ['Same@Example.com', 'same@example.COM', ' same@example.com', 'SAME@EXAMPLE.COM'];
    const creations = spellings.map((email) => createUser(world.scope(caller), { email, password: null }));
    const codes = await Promise.all(creations.map(codeOf));
    expect(codes.toSorted()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'OK']);
    expect(await world.sql(`SELECT FROM users WHERE email = 'same@example.com'`)).toHaveLength(1);
  });
});


import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { AppError } from '@tessera/errors';
import { login } from '../src/services/login.ts';
import { refreshSession } from '../src/services/refresh-session.ts';
import {
  PASSWORD,
  claimsOf,
  codeOf,
  membership,
  openAuthWorld,
  type AuthWorld,
  type TestUser,
} from './support/auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await openAuthWorld();
});
afterAll(() => world.close());

let counter = 0;

async function loggedIn(tenant = membership({})): Promise<{ user: TestUser; token: string; sessionId: string }> {
  counter += 1;
  const user = await world.addUser(`user${counter}@example.com`, { tenants: [tenant] });
  const session = await login(world.scope(), { email: user.email, password: PASSWORD, tenant: null });
  return { user, token: session.refreshToken!, sessionId: claimsOf(session.accessToken)['sid'] as string };
}

const refresh = (token: string) => refreshSession(world.scope(), token);

const endOf = async (sessionId: string) => {
  const [row] = await world.sql<{ end: string | null }>(
    'SELECT revoked_reason AS end FROM sessions WHERE id = $1',
    [sessionId],
  );
  return row!.end;
};

describe('refreshing a session', () => {
  it('gives a new pair in the same session', async () => {
    const { token, sessionId } = await loggedIn();
    const next = await refresh(token);
    expect(next.refreshToken).not.toBe(token);
    expect(claimsOf(next.accessToken)['sid']).toBe(sessionId);
    expect(await codeOf(refresh(next.refreshToken!))).toBe('OK');
  });

  it('ends the whole family when a token comes twice', async () => {
    const { token, sessionId } = await loggedIn();
    const stolen = await refresh(token);
    expect(await codeOf(refresh(token))).toBe('UNAUTHENTICATED');
    expect(await endOf(sessionId)).toBe('REFRESH_TOKEN_REUSED');
    expect(await codeOf(refresh(stolen.refreshToken!))).toBe('UNAUTHENTICATED');
  });

  it('lets exactly one of many simultaneous requests win', async () => {
    const { token, sessionId } = await loggedIn();
    const requests = Array.from({ length: 8 }, () => refresh(token));
    const codes = await Promise.all(requests.map(codeOf));
    const winners = codes.filter((code) => code === 'OK');
    expect(winners).toHaveLength(1);
    const issued = await world.sql('SELECT FROM refresh_tokens WHERE session_id = $1 AND used_at IS NULL', [sessionId]);
    expect(issued).toHaveLength(1);
  });

  it('tells overlapping requests from reuse, and ends the session at the loser’s next attempt', async () => {
    const { token, sessionId } = await loggedIn();
    const [winner, loser] = await overlapping(token);
    expect([winner, loser].toSorted()).toEqual(['CONFLICT', 'OK']);
    expect(await endOf(sessionId)).toBeNull();
    expect(await codeOf(refresh(token))).toBe('UNAUTHENTICATED');
    expect(await endOf(sessionId)).toBe('REFRESH_TOKEN_REUSED');
  });

  it('reads the role anew', async () => {
    const { user, token } = await loggedIn();
    const [current] = world.memberships.get(user.id)!;
    world.memberships.set(user.id, [{ ...current!, role: 'AUDITOR' }]);
    expect(claimsOf((await refresh(token)).accessToken)['role']).toBe('AUDITOR');
  });

  it('waits while the tenant is suspended, and goes on afterwards', async () => {
    const { user, token } = await loggedIn();
    const [current] = world.memberships.get(user.id)!;
    world.memberships.set(user.id, [{ ...current!, tenantStatus: 'SUSPENDED' }]);
    expect(await codeOf(refresh(token))).toBe('FORBIDDEN');
    world.memberships.set(user.id, [current!]);
    expect(await codeOf(refresh(token))).toBe('OK');
  });

  it('ends the session when the membership is gone', async () => {
    const { user, token, sessionId } = await loggedIn();
    world.memberships.set(user.id, [membership({ tenantSlug: 'another' })]);
    expect(await codeOf(refresh(token))).toBe('UNAUTHENTICATED');
    expect(await endOf(sessionId)).toBe('MEMBERSHIP_ENDED');
  });

  it('uses up no token while memberships cannot be read', async () => {
    const { token } = await loggedIn();
    world.outage = new AppError('UNAVAILABLE', 'tenants is away');
    expect(await codeOf(refresh(token)).finally(() => (world.outage = null))).toBe('UNAVAILABLE');
    expect(await codeOf(refresh(token))).toBe('OK');
  });

  it.each(['', 'tsr_', `tsr_${'A'.repeat(43)}`, v7(), '\u0000'])('refuses %j', async (text) => {
    expect(await codeOf(refresh(text))).toBe('UNAUTHENTICATED');
  });

  it('refuses an expired token', async () => {
    const { token, sessionId } = await loggedIn();
    await world.sql(`UPDATE refresh_tokens SET expires_at = now() WHERE session_id = $1`, [sessionId]);
    expect(await codeOf(refresh(token))).toBe('UNAUTHENTICATED');
    expect(await endOf(sessionId)).toBeNull();
  });

  it('stores no token in clear', async () => {
    const { token } = await loggedIn();
    const rows = await world.sql<{ row: string }>(
      'SELECT refresh_tokens::text AS row FROM refresh_tokens UNION ALL SELECT sessions::text FROM sessions',
    );
    expect(rows.filter(({ row }) => row.includes(token))).toHaveLength(0);
  });

  it('records each refusal with its reason', async () => {
    const { user, token } = await loggedIn();
    await refresh(token);
    await codeOf(refresh(token));
    const events = (await world.events()).filter((event) => event['user_id'] === user.id);
    const refreshes = events.filter((event) => event['kind'] === 'REFRESH');
    expect(refreshes).toMatchObject([{ succeeded: true }, { succeeded: false, reason: 'REFRESH_TOKEN_REUSED' }]);
  });
});

/** Two requests that both read the token while it is unused: tenants answers neither before it has been asked twice. */
async function overlapping(token: string): Promise<[string, string]> {
  const both = Promise.withResolvers<void>();
  let asked = 0;
  const held = () => {
    const scope = world.scope();
    const forUser: typeof scope.memberships.forUser = async (request) => {
      asked += 1;
      if (asked === 2) both.resolve();
      await both.promise;
      return scope.memberships.forUser(request);
    };
    return { ...scope, memberships: { ...scope.memberships, forUser } };
  };
  return Promise.all([codeOf(refreshSession(held(), token)), codeOf(refreshSession(held(), token))]);
}

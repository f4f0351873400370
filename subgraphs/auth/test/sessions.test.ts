import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Identity, Role } from '@tessera/identity';
import { changePassword } from '../src/services/change-password.ts';
import { disableUser } from '../src/services/disable-user.ts';
import { enableUser } from '../src/services/enable-user.ts';
import { enterTenant } from '../src/services/enter-tenant.ts';
import { collectRevocations } from '../src/services/collect-revocations.ts';
import { listAuthEvents } from '../src/services/list-auth-events.ts';
import { listSessions } from '../src/services/list-sessions.ts';
import { login } from '../src/services/login.ts';
import { logout } from '../src/services/logout.ts';
import { refreshSession } from '../src/services/refresh-session.ts';
import { revokeSession } from '../src/services/revoke-session.ts';
import { PASSWORD, claimsOf, codeOf, identityFrom, openAuthWorld, type AuthWorld } from './support/auth-world.ts';

let world: AuthWorld;
const [tenantA, tenantB] = [v7(), v7()];
beforeAll(async () => {
  world = await openAuthWorld();
  world.tenants.set(tenantA, 'ACTIVE').set(tenantB, 'SUSPENDED');
});
afterAll(() => world.close());

const sortedIds = (rows: readonly { userId: string | null }[]) =>
  rows.map((row) => row.userId).toSorted((a, b) => String(a).localeCompare(String(b)));

let counter = 0;

async function loggedIn(role: Role = 'MEMBER', tenantId = tenantA) {
  counter += 1;
  const isAdmin = role === 'SUPERADMIN';
  const tenants = isAdmin ? [] : [{ tenantId, role }];
  const user = await world.addUser(`person${counter}@example.com`, { admin: isAdmin, tenants });
  return { user, ...(await again(user.email)) };
}

async function again(email: string, password = PASSWORD) {
  const session = await login(world.scope(), { email, password, tenant: null });
  const caller = identityFrom(session.accessToken);
  return { caller, scope: world.scope(caller), refreshToken: session.refreshToken! };
}

const isOpen = async ({ sessionId }: Identity) =>
  (await world.sql('SELECT FROM sessions WHERE id = $1 AND revoked_at IS NULL', [sessionId])).length === 1;

const revoked = async () =>
  (await collectRevocations(world.scope().db)).map(({ kind }) =>
    kind?.$case === 'sessionRevoked' ? kind.value.sessionId : null,
  );

describe('ending sessions', () => {
  it('is told to gateways in the same transaction, by id', async () => {
    const { scope, caller, refreshToken } = await loggedIn();
    await logout(scope);
    expect(await isOpen(caller)).toBe(false);
    expect(await revoked()).toContain(caller.sessionId);
    expect(await codeOf(refreshSession(world.scope(), refreshToken))).toBe('UNAUTHENTICATED');
  });

  it('reaches one’s own sessions; others are not found, and go on', async () => {
    const mine = await loggedIn();
    const other = await loggedIn('OWNER');
    const second = await again(mine.user.email);
    expect(await codeOf(revokeSession(mine.scope, second.caller.sessionId))).toBe('OK');
    expect(await isOpen(second.caller)).toBe(false);
    for (const id of [other.caller.sessionId, second.caller.sessionId, v7(), 'nonsense']) {
      expect(await codeOf(revokeSession(mine.scope, id))).toBe('NOT_FOUND');
    }
    expect(await codeOf(revokeSession(other.scope, mine.caller.sessionId))).toBe('NOT_FOUND');
    expect(await isOpen(mine.caller)).toBe(true);
    expect(await isOpen(other.caller)).toBe(true);
    const root = await loggedIn('SUPERADMIN');
    expect(await codeOf(revokeSession(root.scope, mine.caller.sessionId))).toBe('OK');
  });
});

describe('changing the password', () => {
  const next = 'a new and quite different phrase';

  it('ends every other session and keeps this one', async () => {
    const { user, scope, caller } = await loggedIn();
    const other = await again(user.email);
    await changePassword(scope, { currentPassword: PASSWORD, newPassword: next });
    expect(await isOpen(caller)).toBe(true);
    expect(await isOpen(other.caller)).toBe(false);
    expect(await codeOf(again(user.email))).toBe('UNAUTHENTICATED');
    expect(await codeOf(again(user.email, next))).toBe('OK');
  });

  it('asks for the current password, counts failures towards the lockout, and refuses a weak one', async () => {
    const { scope, user } = await loggedIn();
    const change = (currentPassword: string, newPassword: string) =>
      changePassword(scope, { currentPassword, newPassword });
    await expect(change(PASSWORD, 'short')).rejects.toMatchObject({ details: { field: 'newPassword' } });
    await expect(change(PASSWORD, PASSWORD)).rejects.toMatchObject({ details: { field: 'newPassword' } });
    const guesses = Array.from({ length: 8 }, (_, i) => codeOf(change(`guess number ${i}`, next)));
    expect((await Promise.all(guesses)).filter((code) => code === 'RATE_LIMITED')).toHaveLength(3);
    expect(await codeOf(again(user.email))).toBe('RATE_LIMITED');
  });
});

describe('disabling a user', () => {
  it('ends all sessions and admits the user no more, until it is enabled', async () => {
    const root = await loggedIn('SUPERADMIN');
    const { user, caller, refreshToken } = await loggedIn();
    expect(await disableUser(root.scope, user.id)).toMatchObject({ status: 'DISABLED' });
    expect(await revoked()).toContain(caller.sessionId);
    expect(await codeOf(refreshSession(world.scope(), refreshToken))).toBe('UNAUTHENTICATED');
    expect(await codeOf(again(user.email))).toBe('FORBIDDEN');
    await enableUser(root.scope, user.id);
    expect(await codeOf(again(user.email))).toBe('OK');
    expect(await isOpen(caller)).toBe(false);
  });

  it('leaves no session behind, however logins race with it', async () => {
    const root = await loggedIn('SUPERADMIN');
    const { user } = await loggedIn();
    const logins = Array.from({ length: 5 }, () => again(user.email).catch(() => null));
    await disableUser(root.scope, user.id);
    await Promise.all(logins);
    const open = await world.sql('SELECT FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [user.id]);
    expect(open).toHaveLength(0);
  });

  it('is refused for oneself and for nobody', async () => {
    const { scope, caller } = await loggedIn('SUPERADMIN');
    expect(await codeOf(disableUser(scope, caller.userId))).toBe('BAD_USER_INPUT');
    expect(await codeOf(disableUser(scope, v7()))).toBe('NOT_FOUND');
    expect(await codeOf(enableUser(scope, 'nonsense'))).toBe('NOT_FOUND');
  });
});

describe('entering a tenant', () => {
  it('gives a short token with the tenant and the reason, and nothing to refresh', async () => {
    const { scope, caller } = await loggedIn('SUPERADMIN');
    const session = await enterTenant(scope, { tenantId: tenantA, reason: '  ticket 4711 ' });
    const claims = claimsOf(session.accessToken);
    expect(claims).toMatchObject({ tid: tenantA, role: 'SUPERADMIN', act: { reason: 'ticket 4711' } });
    expect(claims['sid']).not.toBe(caller.sessionId);
    expect(session.refreshToken).toBeNull();
    expect(session.expiresIn).toBe(300);
    const [event] = (await world.events()).filter((each) => each['session_id'] === claims['sid']);
    expect(event).toMatchObject({ kind: 'TENANT_ENTERED', tenant_id: tenantA, reason: 'ticket 4711', succeeded: true });
  });

  it('ends with the session that it was opened from', async () => {
    const { scope } = await loggedIn('SUPERADMIN');
    const entered = identityFrom((await enterTenant(scope, { tenantId: tenantA, reason: 'ticket' })).accessToken);
    await logout(scope);
    expect(await revoked()).toContain(entered.sessionId);
  });

  it('is left by logging out, which keeps the session outside', async () => {
    const { scope, caller } = await loggedIn('SUPERADMIN');
    const entered = identityFrom((await enterTenant(scope, { tenantId: tenantA, reason: 'ticket' })).accessToken);
    expect(await codeOf(enterTenant(world.scope(entered), { tenantId: tenantA, reason: 'again' }))).toBe('FORBIDDEN');
    await logout(world.scope(entered));
    expect(await isOpen(entered)).toBe(false);
    expect(await isOpen(caller)).toBe(true);
  });

  it('needs a reason, an active tenant, and a session that goes on', async () => {
    const { scope } = await loggedIn('SUPERADMIN');
    const enter = (tenantId: string, reason: string) => codeOf(enterTenant(scope, { tenantId, reason }));
    expect(await enter(tenantA, '  ')).toBe('BAD_USER_INPUT');
    expect(await enter(tenantA, 'ticket \u0000 4711')).toBe('BAD_USER_INPUT');
    expect(await enter(tenantB, 'ticket')).toBe('FORBIDDEN');
    expect(await enter(v7(), 'ticket')).toBe('NOT_FOUND');
    expect(await enter('nonsense', 'ticket')).toBe('NOT_FOUND');
    await logout(scope);
    expect(await enter(tenantA, 'ticket')).toBe('UNAUTHENTICATED');
  });

  it('takes more than the role in a token', async () => {
    const { caller } = await loggedIn('OWNER');
    const forged = world.scope({ ...caller, tenantId: null, role: 'SUPERADMIN' });
    expect(await codeOf(enterTenant(forged, { tenantId: tenantA, reason: 'ticket' }))).toBe('UNAUTHENTICATED');
  });
});

describe('auth records', () => {
  it('are the tenant’s for OWNER and ADMIN, one’s own for MEMBER and VIEWER, nobody else’s', async () => {
    const [here, there] = [v7(), v7()];
    const people = new Map<string, Awaited<ReturnType<typeof loggedIn>>>();
    for (const role of ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR'] as const) {
      people.set(role, await loggedIn(role, here));
    }
    await loggedIn('OWNER', there);
    const userIds = [...people.values()].map(({ user }) => user.id).toSorted();

    for (const [role, { scope, user }] of people) {
      const seen = role === 'OWNER' || role === 'ADMIN' ? userIds : role === 'AUDITOR' ? [] : [user.id];
      const sessions = await listSessions(scope, {});
      const events = await listAuthEvents(scope, { first: 100 });
      expect([role, sortedIds(sessions.nodes)]).toEqual([role, seen]);
      expect([role, sortedIds(events.nodes)]).toEqual([role, seen]);
      expect(await sessions.totalCount()).toBe(seen.length);
    }
  });

  it('cannot be reached by filters of another tenant', async () => {
    const { scope } = await loggedIn('OWNER', v7());
    const other = await loggedIn('OWNER', tenantA);
    for (const filter of [{ tenantId: tenantA }, { userId: other.user.id }, { userId: 'nonsense' }]) {
      expect((await listSessions(scope, { filter })).nodes).toEqual([]);
      expect((await listAuthEvents(scope, { filter })).nodes).toEqual([]);
    }
  });

  it('are all there for a SUPERADMIN, by tenant, user, kind and time', async () => {
    const root = await loggedIn('SUPERADMIN');
    const tenantId = v7();
    const { user, scope } = await loggedIn('MEMBER', tenantId);
    await logout(scope);
    expect((await listSessions(root.scope, { filter: { tenantId } })).nodes).toMatchObject([{ userId: user.id }]);
    expect((await listSessions(root.scope, { filter: { tenantId, active: true } })).nodes).toEqual([]);
    const ended = await listSessions(root.scope, { filter: { userId: user.id, active: false } });
    expect(ended.nodes).toHaveLength(1);
    const logouts = await listAuthEvents(root.scope, { filter: { tenantId, kinds: ['LOGOUT'], succeeded: true } });
    expect(logouts.nodes).toHaveLength(1);
    const past = await listAuthEvents(root.scope, { filter: { tenantId, until: new Date(0) } });
    expect(past.nodes).toEqual([]);
  });

  it('come in pages that neither repeat nor skip, and refuse what is no page of theirs', async () => {
    const owner = await loggedIn('OWNER', v7());
    for (let i = 0; i < 4; i += 1) await again(owner.user.email);
    const first = await listSessions(owner.scope, { first: 3 });
    const second = await listSessions(owner.scope, { first: 3, after: first.pageInfo.endCursor });
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(new Set([...first.nodes, ...second.nodes].map((row) => row.id)).size).toBe(5);
    for (const size of [0, -1, 10_000]) {
      expect(await codeOf(listSessions(owner.scope, { first: size }))).toBe('BAD_USER_INPUT');
    }
    const { endCursor } = first.pageInfo;
    expect(await codeOf(listAuthEvents(owner.scope, { after: endCursor }))).toBe('BAD_USER_INPUT');
  });
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { MAX_LOGIN_ATTEMPTS } from '../src/domain/lifetimes.ts';
import { changePassword } from '../src/services/change-password.ts';
import { disableUser } from '../src/services/disable-user.ts';
import { enableUser } from '../src/services/enable-user.ts';
import { login } from '../src/services/login.ts';
import { issuePasswordReset } from '../src/services/password-resets/issue-password-reset.ts';
import { resetPassword } from '../src/services/password-resets/reset-password.ts';
import { purgeExpired } from '../src/services/purge-expired.ts';
import type { Db, Scope } from '../src/services/scope.ts';
import { PASSWORD, codeOf, identityFrom, identityOf, openAuthWorld, type AuthWorld, type TestUser } from './support/auth-world.ts';

const NEXT = 'a new and quite different phrase';

let world: AuthWorld;
let root: Scope;
beforeAll(async () => {
  world = await openAuthWorld();
  const operator = await world.addUser('root@platform.example', { admin: true });
  root = world.scope(identityOf(operator, 'SUPERADMIN', null));
});
afterAll(() => world.close());

const addUser = () => world.addUser(`${v7()}@people.example`, { tenants: [{}] });
const issue = async (user: TestUser) => (await issuePasswordReset(root, user.id)).token;
const reset = (token: string, newPassword = NEXT, scope = world.scope()) => resetPassword(scope, { token, newPassword });
const logIn = ({ email }: TestUser, password: string) => login(world.scope(), { email, password, tenant: null });
const setStatus = ({ id }: TestUser, status: string) =>
  world.sql('UPDATE users SET status = $2::user_status WHERE id = $1', [id, status]);
const storedOf = ({ id }: TestUser) => world.sql('SELECT * FROM password_resets WHERE user_id = $1', [id]);
const expire = ({ id }: TestUser) =>
  world.sql("UPDATE password_resets SET expires_at = now() - interval '1 millisecond' WHERE user_id = $1", [id]);
const openSessions = ({ id }: TestUser) => world.sql('SELECT FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [id]);

describe('a token to reset a password', () => {
  it('is shown once, is good for an hour, and is kept as a hash alone', async () => {
    const user = await addUser();
    const { token, expiresAt } = await issuePasswordReset(root, user.id);
    expect(token).toMatch(/^tsp_[\w-]{43}$/);
    expect(Math.abs(expiresAt.getTime() - Date.now() - 3_600_000)).toBeLessThan(10_000);
    const hash = createHash('sha256').update(token).digest();
    expect(await storedOf(user)).toEqual([{ user_id: user.id, token_hash: hash, expires_at: expiresAt, used_at: null }]);
  });

  it('sets a password and ends every session', async () => {
    const user = await addUser();
    await logIn(user, PASSWORD);
    await logIn(user, PASSWORD);
    expect(await reset(await issue(user))).toBe(true);
    expect(await openSessions(user)).toEqual([]);
    expect(await codeOf(logIn(user, PASSWORD))).toBe('UNAUTHENTICATED');
    expect(await codeOf(logIn(user, NEXT))).toBe('OK');
  });

  it('opens an account that is locked', async () => {
    const user = await addUser();
    for (let i = 0; i < MAX_LOGIN_ATTEMPTS; i += 1) await codeOf(logIn(user, 'not the right one'));
    expect(await codeOf(logIn(user, PASSWORD))).toBe('RATE_LIMITED');
    await reset(await issue(user));
    expect(await codeOf(logIn(user, NEXT))).toBe('OK');
  });

  it('gives a password to a user without one', async () => {
    const user = await addUser();
    await world.sql('DELETE FROM credentials WHERE user_id = $1', [user.id]);
    await reset(await issue(user));
    expect(await codeOf(logIn(user, NEXT))).toBe('OK');
  });

  it('is still good after a password that is too weak', async () => {
    const user = await addUser();
    const token = await issue(user);
    for (const weak of ['short', 'passwordpassword', 'x'.repeat(129)]) {
      await expect(reset(token, weak)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'newPassword' } });
    }
    expect(await codeOf(logIn(user, PASSWORD))).toBe('OK');
    expect(await codeOf(reset(token))).toBe('OK');
  });

  it('is good for one of many who use it at once', async () => {
    const user = await addUser();
    const token = await issue(user);
    const passwords = Array.from({ length: 6 }, (_, i) => `${NEXT} number ${i}`);
    const codes = await Promise.all(passwords.map((each) => codeOf(reset(token, each, world.scopeElsewhere()))));
    expect(codes.toSorted((a, b) => a.localeCompare(b))).toEqual([...Array<string>(5).fill('NOT_FOUND'), 'OK']);
    expect(await codeOf(logIn(user, passwords[codes.indexOf('OK')]!))).toBe('OK');
  });

  it('lets nobody in who is disabled at the same moment', async () => {
    const user = await addUser();
    const token = await issue(user);
    await Promise.all([codeOf(reset(token)), disableUser(root, user.id)]);
    expect(await codeOf(logIn(user, NEXT))).not.toBe('OK');
    await enableUser(root, user.id);
    expect(await codeOf(reset(token))).toBe('NOT_FOUND');
    expect(await openSessions(user)).toEqual([]);
  });

  it('is purged when its time is over', async () => {
    const [kept, gone] = [await addUser(), await addUser()];
    for (const user of [kept, gone]) await issue(user);
    await expire(gone);
    await purgeExpired(world.scope().db);
    expect([await storedOf(kept), await storedOf(gone)].map((rows) => rows.length)).toEqual([1, 0]);
  });
});

/** What a token has become that is good for nothing; each makes it of a new user's. */
const USELESS: Record<string, (user: TestUser, token: string) => Promise<unknown>> = {
  'was used': (_user, token) => reset(token),
  'has expired': expire,
  'was replaced': issue,
  'is of a user who is disabled': (user) => setStatus(user, 'DISABLED'),
  'is of a user who was disabled and enabled again': async ({ id }) => {
    await disableUser(root, id);
    await enableUser(root, id);
  },
  'is of a user who has changed the password since': async (user) => {
    const scope = world.scope(identityFrom((await logIn(user, PASSWORD)).accessToken));
    await changePassword(scope, { currentPassword: PASSWORD, newPassword: 'what came to mind after all' });
  },
};

describe('a token that is good for nothing', () => {
  const never = 'what nobody logs in with';
  const attempt = async (token: string) => {
    const { scope, work } = watched(world.scope());
    const error: unknown = await reset(token, never, scope).catch((thrown: unknown) => thrown);
    const { code, message } = error as { code: string; message: string };
    return { code, message, work };
  };

  it.each(Object.entries(USELESS))('%s: is refused like one that never was, after the same work', async (_what, make) => {
    const user = await addUser();
    const token = await issue(user);
    await make(user, token);
    const unknown = await attempt(`tsp_${'x'.repeat(43)}`);
    expect(unknown).toMatchObject({ code: 'NOT_FOUND', work: ['query', 'query'] });
    expect(await attempt(token)).toEqual(unknown);
    expect(await attempt('nonsense')).toEqual(unknown);
    expect(await codeOf(logIn(user, never))).toBe('UNAUTHENTICATED');
  });
});

describe('issuing a token', () => {
  const refused = (userId: string, scope = root) => issuePasswordReset(scope, userId);

  it('is refused for who could not log in with any password, and says what to do', async () => {
    const user = await addUser();
    await setStatus(user, 'DISABLED');
    await expect(refused(user.id)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('enableUser') });
    await setStatus(user, 'PENDING');
    await expect(refused(user.id)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('ACTIVE') });
    expect(await storedOf(user)).toEqual([]);
  });

  it('is refused for nobody, for oneself and within a tenant', async () => {
    const user = await addUser();
    expect(await codeOf(refused(v7()))).toBe('NOT_FOUND');
    expect(await codeOf(refused('nonsense'))).toBe('NOT_FOUND');
    const { identity } = root;
    await expect(refused(identity!.userId)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('changePassword') });
    expect(await codeOf(refused(user.id, world.scope({ ...identity!, tenantId: v7() })))).toBe('FORBIDDEN');
    expect(await storedOf(user)).toEqual([]);
  });
});

describe('what operators see of it', () => {
  it('is who issued a token, each use and each refusal, and neither token nor password', async () => {
    const before = (await world.events()).length;
    const user = await addUser();
    const token = await issue(user);
    await codeOf(reset(token, 'short'));
    await reset(token);
    await codeOf(reset(token));
    await codeOf(reset('nonsense'));
    await setStatus(user, 'DISABLED');
    await codeOf(issuePasswordReset(root, user.id));
    const told = (await world.events()).slice(before);
    expect(told.map(({ kind, succeeded, reason }) => [kind, succeeded, reason])).toEqual([
      ['PASSWORD_RESET_ISSUED', true, null],
      ['PASSWORD_RESET', false, 'UNACCEPTABLE_PASSWORD'],
      ['PASSWORD_RESET', true, null],
      ['PASSWORD_RESET', false, 'USED'],
      ['PASSWORD_RESET', false, 'UNKNOWN_TOKEN'],
      ['PASSWORD_RESET_ISSUED', false, 'CONFLICT'],
    ]);
    expect(told.map(({ user_id: id }) => id)).toEqual([user.id, user.id, user.id, user.id, null, null]);
    expect(told[0]).toMatchObject({ session_id: root.identity!.sessionId, email: user.email });
    const kept = JSON.stringify([await world.events(), await world.sql('SELECT * FROM tessera.event_log')]);
    for (const secret of [token, token.slice(4), NEXT]) expect(kept).not.toContain(secret);
  });
});

/** A scope that notes what was asked of the database and of the hasher. */
function watched(scope: Scope): { scope: Scope; work: string[] } {
  const work: string[] = [];
  const noting = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name);
        return typeof value !== 'function' ? value : (...args: unknown[]) => {
          work.push(String(name));
          return (value as (...given: unknown[]) => unknown).apply(of, args);
        };
      },
    });
  return { scope: { ...scope, db: noting<Db>(scope.db), passwords: noting(scope.passwords) }, work };
}

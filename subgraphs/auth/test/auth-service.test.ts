import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { newApiKey } from '@tessera/identity';
import { AuthServiceDefinition, type PromiseClientOf } from '@tessera/rpc';
import { createPasswordHasher } from '../src/crypto/password-hasher.ts';
import { MAX_LOGIN_ATTEMPTS } from '../src/domain/lifetimes.ts';
import { startAuth, type AuthProcess } from './support/auth-process.ts';
import { PASSWORD, codeOf, identityFrom, membership, type TestUser } from './support/auth-world.ts';

type Client = PromiseClientOf<typeof AuthServiceDefinition>;

let auth: AuthProcess;
let hash: string;
let gateway: Client;
let tenants: Client;
const tenantId = v7();

beforeAll(async () => {
  auth = await startAuth();
  hash = await createPasswordHasher().hash(PASSWORD);
  gateway = auth.rpcClient(AuthServiceDefinition, 'gateway');
  tenants = auth.rpcClient(AuthServiceDefinition, 'tenants');
});
afterAll(() => auth.stop());

async function addUser(email: string): Promise<TestUser> {
  const id = v7();
  await auth.sql('INSERT INTO users (id, email) VALUES ($1, $2)', [id, email]);
  await auth.sql('INSERT INTO credentials (user_id, password_hash) VALUES ($1, $2)', [id, hash]);
  auth.memberships.set(id, [membership({ tenantId, role: 'ADMIN' })]);
  return { id, email };
}

const LOGIN = 'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }';

async function logIn({ email }: TestUser): Promise<string> {
  const { data } = await auth.send(null, LOGIN, { email, password: PASSWORD });
  return data.login.accessToken as string;
}

const disable = ({ id }: TestUser) => auth.sql("UPDATE users SET status = 'DISABLED' WHERE id = $1", [id]);
const reasonOf = async (accessToken: string) => (await gateway.validateToken({ accessToken })).reason;

describe('ValidateToken', () => {
  it('tells whose token it is, and until when', async () => {
    const user = await addUser('holder@example.com');
    const accessToken = await logIn(user);
    const { sessionId } = identityFrom(accessToken);
    const answer = await gateway.validateToken({ accessToken });
    expect(answer).toMatchObject({ active: true, reason: '', userId: user.id, sessionId, tenantId, role: 'ADMIN', actReason: '' });
    expect(answer.expiresAtMs - Date.now()).toBeGreaterThan(8 * 60_000);
    expect(answer.expiresAtMs - Date.now()).toBeLessThanOrEqual(10 * 60_000);
  });

  it('tells of a token whose session was ended, at once', async () => {
    const accessToken = await logIn(await addUser('leaver@example.com'));
    await auth.send(identityFrom(accessToken), 'mutation { logout }');
    const answer = await gateway.validateToken({ accessToken });
    expect(answer).toMatchObject({ active: false, reason: 'SESSION_ENDED', userId: '', sessionId: '', role: '' });
  });

  it('tells of a token whose user was disabled', async () => {
    const user = await addUser('disabled@example.com');
    const accessToken = await logIn(user);
    await disable(user);
    expect(await reasonOf(accessToken)).toBe('USER_DISABLED');
  });

  it('admits nothing that auth did not sign as it stands', async () => {
    const accessToken = await logIn(await addUser('forged@example.com'));
    const [header, payload, signature] = accessToken.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const raised = Buffer.from(JSON.stringify({ ...claims, role: 'SUPERADMIN', tid: null })).toString('base64url');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    for (const forged of [`${header}.${raised}.${signature}`, `${unsigned}.${payload}.`, 'nonsense', '', 'x'.repeat(5_000)]) {
      expect(await reasonOf(forged)).toBe('INVALID');
    }
  });
});

describe('GetUserAuthStatus', () => {
  it('tells how an account stands', async () => {
    const user = await addUser('standing@example.com');
    await logIn(user);
    const before = await tenants.getUserAuthStatus({ userId: user.id });
    expect(before).toMatchObject({ userId: user.id, email: user.email, status: 'ACTIVE', platformAdmin: false });
    expect(before).toMatchObject({ openSessions: 1, lockedUntilMs: 0 });
    expect(Math.abs(before.lastLoginAtMs - Date.now())).toBeLessThan(60_000);
    await auth.sql("INSERT INTO login_attempts VALUES ($1, $2, now() + interval '1 minute')", [user.email, MAX_LOGIN_ATTEMPTS]);
    const locked = await tenants.getUserAuthStatus({ userId: user.id });
    expect(locked.lockedUntilMs).toBeGreaterThan(Date.now());
  });

  it('answers empty for who is not there, and for what is no id', async () => {
    for (const userId of [v7(), 'nonsense']) {
      expect(await tenants.getUserAuthStatus({ userId })).toMatchObject({ userId: '', status: '', openSessions: 0 });
    }
  });
});

describe('ValidateCredentials', () => {
  const wrong = { valid: false, userId: '', status: '' };

  it('knows the right password, and opens no session', async () => {
    const user = await addUser('right@example.com');
    const answer = await tenants.validateCredentials({ email: ' Right@Example.com', password: PASSWORD });
    expect(answer).toEqual({ valid: true, userId: user.id, status: 'ACTIVE' });
    expect(await auth.sql('SELECT FROM sessions WHERE user_id = $1', [user.id])).toHaveLength(0);
    await disable(user);
    const disabled = await tenants.validateCredentials({ email: user.email, password: PASSWORD });
    expect(disabled).toEqual({ valid: false, userId: user.id, status: 'DISABLED' });
  });

  it('answers a wrong password, an unknown account and what is no address alike', async () => {
    await addUser('guessed@example.com');
    for (const email of ['guessed@example.com', 'nobody@example.com', 'no address']) {
      expect(await tenants.validateCredentials({ email, password: 'not the right password' })).toEqual(wrong);
    }
    const recorded = await auth.sql<{ reason: string; user_agent: string }>(
      "SELECT reason, user_agent FROM auth_events WHERE email = 'guessed@example.com'",
    );
    expect(recorded).toEqual([{ reason: 'WRONG_PASSWORD', user_agent: 'rpc tenants' }]);
  });

  it('counts its attempts together with those of login', async () => {
    const { email } = await addUser('counted@example.com');
    for (let attempt = 0; attempt < MAX_LOGIN_ATTEMPTS - 1; attempt += 1) {
      expect(await tenants.validateCredentials({ email, password: 'a wrong one' })).toEqual(wrong);
    }
    await auth.send(null, LOGIN, { email, password: 'the last one' });
    const locked = tenants.validateCredentials({ email, password: PASSWORD });
    await expect(locked).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: expect.any(Number) } });
  });
});

describe('IntrospectApiKey', () => {
  const CREATE = 'mutation { createApiKey(name: "Site", scopes: ["crm:read"]) { secret apiKey { id prefix active } } }';
  const none = { active: false, role: '', scopes: [], expiresAtMs: 0 };

  it('tells what a key may do, and of one that was revoked no more than whose it was', async () => {
    const user = await addUser('keeper@example.com');
    const identity = identityFrom(await logIn(user));
    const { secret: apiKey, apiKey: shown } = (await auth.send(identity, CREATE)).data.createApiKey;
    expect(shown).toMatchObject({ prefix: apiKey.slice(0, 16), active: true });
    const whose = { userId: user.id, tenantId, apiKeyId: shown.id };
    const answer = await gateway.introspectApiKey({ apiKey });
    expect(answer).toEqual({ ...whose, active: true, reason: '', role: 'ADMIN', scopes: ['crm:read'], expiresAtMs: expect.any(Number) });
    await auth.send(identity, 'mutation ($id: ID!) { revokeApiKey(id: $id) }', { id: shown.id });
    expect(await gateway.introspectApiKey({ apiKey })).toEqual({ ...whose, ...none, reason: 'REVOKED' });
  });

  it('knows no other', async () => {
    for (const apiKey of ['tsk_anything', newApiKey().secret, '']) {
      const unknown = { ...none, userId: '', tenantId: '', apiKeyId: '', reason: 'UNKNOWN' };
      expect(await gateway.introspectApiKey({ apiKey })).toEqual(unknown);
    }
  });
});

describe('AuthService', () => {
  it('answers each method to those who need it, and to nobody else', async () => {
    expect(await codeOf(tenants.validateToken({ accessToken: '' }))).toBe('INTERNAL_SERVER_ERROR');
    expect(await codeOf(tenants.introspectApiKey({ apiKey: '' }))).toBe('INTERNAL_SERVER_ERROR');
    expect(await codeOf(gateway.getUserAuthStatus({ userId: v7() }))).toBe('INTERNAL_SERVER_ERROR');
    expect(await codeOf(gateway.validateCredentials({ email: '', password: '' }))).toBe('INTERNAL_SERVER_ERROR');
  });
});

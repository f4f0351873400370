import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { v7 } from 'uuid';
import type { Role } from '@tessera/identity';
import { TrustDefinition, UsersDefinition, followTrust } from '@tessera/rpc';
import { eventually } from '@tessera/testkit';
import { createPasswordHasher } from '../src/crypto/password-hasher.ts';
import { startAuth, type AuthProcess } from './support/auth-process.ts';
import { PASSWORD, codeOf, identityFrom, identityOf, membership, type TestUser } from './support/auth-world.ts';

let auth: AuthProcess;
let hash: string;
const tenantId = v7();

beforeAll(async () => {
  auth = await startAuth();
  hash = await createPasswordHasher().hash(PASSWORD);
});
afterAll(() => auth.stop());

async function addUser(email: string, role: Role, tenant: string = tenantId): Promise<TestUser> {
  const id = v7();
  await auth.sql('INSERT INTO users (id, email) VALUES ($1, $2)', [id, email]);
  await auth.sql('INSERT INTO credentials (user_id, password_hash) VALUES ($1, $2)', [id, hash]);
  if (role === 'SUPERADMIN') await auth.sql('INSERT INTO platform_admins (user_id) VALUES ($1)', [id]);
  else auth.memberships.set(id, [membership({ tenantId: tenant, role })]);
  return { id, email };
}

const LOGIN = `mutation ($email: String!, $password: String!) {
  login(email: $email, password: $password) { accessToken refreshToken expiresIn role user { id email status } }
}`;
const USERS = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { id email createdAt } } }`;

const login = (email: string, password = PASSWORD) => auth.send(null, LOGIN, { email, password });
const codesOf = (answer: Awaited<ReturnType<typeof login>>) => answer.errors?.map((error) => error.extensions.code);

describe('the auth subgraph', () => {
  it('logs an anonymous caller in and names its user in the same answer', async () => {
    const user = await addUser('graph@example.com', 'MEMBER');
    const { data } = await login('Graph@Example.com');
    expect(data.login).toMatchObject({ role: 'MEMBER', user: { id: user.id, email: user.email, status: 'ACTIVE' } });
    const identity = identityFrom(data.login.accessToken);
    const answer = await auth.send(
      identity,
      '{ me { id email } sessions { nodes { current active user { id } tenant { id } } } }',
    );
    expect(answer.data.me).toEqual({ id: user.id, email: user.email });
    expect(answer.data.sessions.nodes).toEqual([
      { current: true, active: true, user: { id: user.id }, tenant: { id: tenantId } },
    ]);
  });

  it('answers wrong credentials with a code and nothing else', async () => {
    const answer = await login('graph@example.com', 'not the right password');
    expect(answer.data).toBeNull();
    expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
  });

  it('publishes the key set that its tokens verify with', async () => {
    const response = await fetch(`${auth.origin}/.well-known/jwks.json`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = (await response.json()) as { keys: JsonWebKey[] };
    const { data } = await login('graph@example.com');
    const key = createPublicKey({ key: keys[0]!, format: 'jwk' });
    const options = { algorithms: ['ES256' as const], issuer: 'tessera/auth', audience: 'tessera/gateway' };
    expect(jwt.verify(data.login.accessToken, key, options)).toMatchObject({ tid: tenantId });
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it('resolves references to members of the caller’s tenant, and to no stranger', async () => {
    const caller = await addUser('referrer@example.com', 'VIEWER');
    const colleague = await addUser('colleague@example.com', 'OWNER');
    const stranger = await addUser('stranger@example.com', 'OWNER', v7());
    const root = await addUser('platform@example.com', 'SUPERADMIN');
    const refs = [caller.id, colleague.id, stranger.id, v7(), 'nonsense'].map((id) => ({ __typename: 'User', id }));
    const emails = async (identity: Parameters<typeof auth.send>[0]) =>
      (await auth.send(identity, USERS, { refs })).data._entities.map((each: TestUser | null) => each?.email ?? null);

    const { email: own } = caller;
    expect(await emails(identityOf(caller, 'VIEWER', tenantId))).toEqual([own, colleague.email, null, null, null]);
    expect(await emails(identityOf(root, 'SUPERADMIN', null))).toEqual([
      own,
      colleague.email,
      stranger.email,
      null,
      null,
    ]);
    expect(await emails(null)).toEqual([null, null, null, null, null]);
  });

  it('refuses by role, and only a SUPERADMIN filters by tenant', async () => {
    const owner = await addUser('refused@example.com', 'OWNER');
    const identity = identityOf(owner, 'OWNER', tenantId);
    const bySlip = `{ sessions(filter: { tenantId: "${v7()}" }) { nodes { id } } }`;
    expect(codesOf(await auth.send(identity, bySlip))).toEqual(['FORBIDDEN']);
    const create = 'mutation { createUser(input: { email: "new@example.com" }) { user { id } } }';
    expect(codesOf(await auth.send(identity, create))).toEqual(['FORBIDDEN']);
    expect(codesOf(await auth.send(null, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    const auditor = await addUser('auditor@example.com', 'AUDITOR');
    const events = '{ authEvents { totalCount } }';
    expect(codesOf(await auth.send(identityOf(auditor, 'AUDITOR', tenantId), events))).toEqual(['FORBIDDEN']);
  });

  it('lets an API key ask whose it is, and neither make, list nor end keys', async () => {
    const maker = await addUser('keyed@example.com', 'OWNER');
    const key = { ...identityOf(maker, 'OWNER', tenantId), scopes: ['crm:read'] };
    expect((await auth.send(key, '{ me { id email } }')).data.me).toEqual({ id: maker.id, email: maker.email });
    for (const refused of [
      'mutation { createApiKey(name: "a", scopes: ["crm:write"]) { secret } }',
      `mutation { rotateApiKey(id: "${v7()}") { secret } }`,
      `mutation { revokeApiKey(id: "${v7()}") }`,
      '{ apiKeys { totalCount } }',
      '{ sessions { totalCount } }',
      'mutation { logout }',
    ]) {
      expect([refused, codesOf(await auth.send(key, refused))]).toEqual([refused, ['FORBIDDEN']]);
    }
  });

  it('creates a user that can log in with the password that is shown once', async () => {
    const root = await addUser('creator@example.com', 'SUPERADMIN');
    const create = 'mutation { createUser(input: { email: "New@Example.com" }) { user { id } generatedPassword } }';
    const { data } = await auth.send(identityOf(root, 'SUPERADMIN', null), create);
    const { user, generatedPassword } = data.createUser;
    auth.memberships.set(user.id, [membership({ tenantId })]);
    expect((await login('new@example.com', generatedPassword)).data.login.user).toMatchObject({ id: user.id });
  });

  it('lets a SUPERADMIN, and nobody else, make a token by which whoever is handed it sets a password', async () => {
    const root = await addUser('helper@example.com', 'SUPERADMIN');
    const forgetful = await addUser('forgetful@example.com', 'MEMBER');
    const issue = 'mutation ($id: ID!) { issuePasswordReset(userId: $id) { token expiresAt } }';
    const owner = identityOf(await addUser('powerless@example.com', 'OWNER'), 'OWNER', tenantId);
    expect(codesOf(await auth.send(owner, issue, { id: forgetful.id }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await auth.send(null, issue, { id: forgetful.id }))).toEqual(['UNAUTHENTICATED']);
    const { token } = (await auth.send(identityOf(root, 'SUPERADMIN', null), issue, { id: forgetful.id })).data.issuePasswordReset;
    const reset = 'mutation ($token: String!, $to: String!) { resetPassword(token: $token, newPassword: $to) }';
    const to = 'something to remember by';
    expect((await auth.send(null, reset, { token, to })).data).toEqual({ resetPassword: true });
    expect((await login(forgetful.email, to)).data.login.user).toMatchObject({ id: forgetful.id });
    expect(codesOf(await auth.send(null, reset, { token, to }))).toEqual(['NOT_FOUND']);
  });
});

describe('the RPC of auth', () => {
  it('tells every gateway of a revocation within a second of its commit', async () => {
    await addUser('watched@example.com', 'MEMBER');
    const identity = identityFrom((await login('watched@example.com')).data.login.accessToken);
    const alive = Promise.withResolvers<void>();
    const revoked = Promise.withResolvers<string>();
    const follower = followTrust(auth.rpcClient(TrustDefinition, 'gateway'), {
      onAlive: () => alive.resolve(),
      onSnapshot: () => undefined,
      onEvent: ({ kind }) => kind?.$case === 'sessionRevoked' && revoked.resolve(kind.value.sessionId),
    });
    await alive.promise;
    const at = Date.now();
    await auth.send(identity, 'mutation { logout }');
    expect(await revoked.promise).toBe(identity.sessionId);
    expect(Date.now() - at).toBeLessThan(1000);
    await follower.stop();
  });

  it('tells every gateway of each key that was revoked or shortened, and of all whose maker was disabled or enabled', async () => {
    const maker = await addUser('maker@example.com', 'MEMBER');
    const by = identityOf(maker, 'MEMBER', tenantId);
    const root = identityOf(await addUser('disabler@example.com', 'SUPERADMIN'), 'SUPERADMIN', null);
    const create = async () =>
      (await auth.send(by, 'mutation { createApiKey(name: "Site", scopes: ["crm:read"]) { apiKey { id } } }')).data.createApiKey.apiKey.id;
    const [revoked, rotated, kept] = [await create(), await create(), await create()];
    const alive = Promise.withResolvers<void>();
    const told: string[] = [];
    const follower = followTrust(auth.rpcClient(TrustDefinition, 'gateway'), {
      onAlive: () => alive.resolve(),
      onSnapshot: () => undefined,
      onEvent: ({ kind }) => kind?.$case === 'apiKeyChanged' && told.push(kind.value.apiKeyId),
    });
    await alive.promise;
    await auth.send(by, 'mutation ($id: ID!) { revokeApiKey(id: $id) }', { id: revoked });
    await auth.send(by, 'mutation ($id: ID!) { rotateApiKey(id: $id, keepOldForMinutes: 0) { secret } }', { id: rotated });
    for (const change of ['disableUser', 'enableUser']) {
      await auth.send(root, `mutation ($id: ID!) { ${change}(id: $id) { id } }`, { id: maker.id });
    }
    await eventually(async () => told.length >= 6);
    await follower.stop();
    const [one, two, ...ofMaker] = told;
    expect([one, two]).toEqual([revoked, rotated]);
    expect(ofMaker.filter((id) => id === kept)).toHaveLength(2);
    expect(ofMaker).not.toContain(revoked);
  });

  it('begins with every revocation that still matters', async () => {
    const [ended] = await auth.sql<{ id: string }>('SELECT id FROM sessions WHERE revoked_at IS NOT NULL');
    const snapshot = Promise.withResolvers<unknown[]>();
    const follower = followTrust(auth.rpcClient(TrustDefinition, 'gateway'), {
      onAlive: () => undefined,
      onSnapshot: (events) => snapshot.resolve([...events]),
      onEvent: () => undefined,
    });
    const told = { kind: { $case: 'sessionRevoked', value: { sessionId: ended!.id } } };
    expect(await snapshot.promise).toContainEqual(told);
    await follower.stop();
  });

  it('finds users by id and by e-mail for tenants, and answers nobody else', async () => {
    const user = await addUser('found@example.com', 'MEMBER');
    const client = auth.rpcClient(UsersDefinition, 'tenants');
    const found = { id: user.id, email: user.email, status: 'ACTIVE' };
    expect(await client.find({ by: { $case: 'id', value: user.id } })).toEqual(found);
    expect(await client.find({ by: { $case: 'email', value: ' FOUND@example.com' } })).toEqual(found);
    expect(await client.find({ by: { $case: 'id', value: 'nonsense' } })).toEqual({ id: '', email: '', status: '' });
    const uninvited = auth.rpcClient(UsersDefinition, 'gateway');
    expect(await codeOf(uninvited.find({ by: { $case: 'id', value: user.id } }))).not.toBe('OK');
  });
});

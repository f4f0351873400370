import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { codes, eventually, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';

const WITHIN_A_SECOND = { withinMs: 1_000, everyMs: 20 };
const ME = '{ me { id } }';

let tessera: TestTessera;
let superadmin: TestClient;
beforeAll(async () => {
  tessera = await startTessera();
  superadmin = await tessera.as(null, 'SUPERADMIN');
});
afterAll(() => tessera.stop());

const login = (tenant: string, role: string) => tessera.login(tessera.account(tenant, role));
const refusedWithin = (client: TestClient) =>
  eventually(async () => codes(await client.send(ME)).includes('UNAUTHENTICATED'), {
    ...WITHIN_A_SECOND,
    describe: () => 'The token was still accepted after a second.',
  });

describe('the gateway refuses within a second', () => {
  it('whoever has logged out, and nobody else', async () => {
    const [leaving, staying] = [await login('acme', 'OWNER'), await login('acme', 'OWNER')];
    await leaving.ask('mutation { logout }');
    await refusedWithin(leaving);
    expect(codes(await staying.send(ME))).toEqual([]);
  });

  it('a session that its owner has revoked from another one', async () => {
    const [here, elsewhere] = [await login('acme', 'OWNER'), await login('acme', 'OWNER')];
    const { sid } = jwt.decode(elsewhere.token!) as { sid: string };
    await here.ask('mutation ($id: ID!) { revokeSession(id: $id) }', { id: sid });
    await refusedWithin(elsewhere);
    expect(codes(await here.send(ME))).toEqual([]);
  });

  it('a tenant that was suspended, until it is resumed', async () => {
    const viewer = await login('acme', 'VIEWER');
    const { tenants } = await superadmin.ask('{ tenants { nodes { id slug } } }');
    const { id } = tenants.nodes.find((tenant: { slug: string }) => tenant.slug === 'acme');
    await superadmin.ask('mutation ($id: ID!) { suspendTenant(id: $id, reason: "test") { status } }', { id });
    const answer = await eventually(async () => {
      const tried = await viewer.send(ME);
      return tried.errors.length > 0 && tried;
    }, WITHIN_A_SECOND);
    expect(answer.data ?? null).toBeNull();
    expect((await login('acme', 'VIEWER').catch((error: Error) => error)) instanceof Error).toBe(true);
    await superadmin.ask('mutation ($id: ID!) { resumeTenant(id: $id) { status } }', { id });
    await eventually(async () => (await viewer.send(ME)).errors.length === 0, WITHIN_A_SECOND);
  });

  it('a token whose role has changed; the refreshed one has the new role', async () => {
    const owner = await login('demo001', 'OWNER');
    const account = tessera.account('demo001', 'MEMBER');
    const mutation = 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { accessToken refreshToken } }';
    const session = (await tessera.anonymous.ask(mutation, { e: account.email, p: account.password })).login;
    const member = await tessera.login(account);

    const { members } = await owner.ask('{ members(first: 100) { nodes { id role version user { email } } } }');
    const { id, version } = members.nodes.find((each: { user: { email: string } }) => each.user.email === account.email);
    const change = 'mutation ($id: ID!, $v: Int!, $r: Role!) { changeMemberRole(id: $id, version: $v, role: $r) { role } }';
    await owner.ask(change, { id, v: version, r: 'VIEWER' });
    await refusedWithin(member);

    const refresh = 'mutation ($t: String!) { refreshSession(refreshToken: $t) { accessToken } }';
    const { refreshSession } = await tessera.anonymous.ask(refresh, { t: session.refreshToken });
    const response = await fetch(tessera.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${refreshSession.accessToken}` },
      body: JSON.stringify({ query: '{ me { role } }' }),
    });
    expect(await response.json()).toEqual({ data: { me: { role: 'VIEWER' } } });
  });
});

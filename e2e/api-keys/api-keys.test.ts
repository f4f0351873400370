import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  codes,
  createTestClient,
  eventually,
  startAnotherGateway,
  startTessera,
  type AnotherGateway,
  type TestClient,
  type TestTessera,
} from '@tessera/testkit';

const WITHIN_A_SECOND = { withinMs: 1_000, everyMs: 20 };
const READ = '{ customers(first: 5) { nodes { name owner { id } } } }';
const write = () =>
  `mutation { createCustomer(input: { name: "Made by a program", email: "${randomUUID()}@example.com" }) { id } }`;
const KEYS = '{ apiKeys(first: 100) { nodes { id name prefix scopes lastUsedAt active createdBy { email } } } }';

let tessera: TestTessera;
let other: AnotherGateway;
let owner: TestClient;
let superadmin: TestClient;
beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'] });
  other = await startAnotherGateway(tessera);
  owner = await tessera.as('demo001', 'OWNER');
  superadmin = await tessera.as(null, 'SUPERADMIN');
});
afterAll(async () => {
  await other.stop();
  await tessera.stop();
});

interface Issued {
  readonly secret: string;
  readonly apiKey: { readonly id: string; readonly prefix: string };
}

async function make(maker: TestClient, scopes: readonly string[] = ['crm:read']): Promise<Issued> {
  const mutation = 'mutation ($s: [String!]!) { createApiKey(name: "Program", scopes: $s) { secret apiKey { id prefix } } }';
  return (await maker.ask(mutation, { s: scopes })).createApiKey;
}

/** A program with the key, at each gateway. */
const programs = ({ secret }: Issued) => [tessera.endpoint, other.endpoint].map((endpoint) => createTestClient(endpoint, secret));
const revoke = (by: TestClient, id: string) => by.ask('mutation ($id: ID!) { revokeApiKey(id: $id) }', { id });
const all = (clients: readonly TestClient[], query: string | (() => string)) =>
  Promise.all(clients.map(async (each) => codes(await each.send(typeof query === 'string' ? query : query()))));
const keyChecks = async (endpoint: string) => {
  const text = await (await fetch(new URL('/metrics', endpoint))).text();
  return [...text.matchAll(/^tessera_gateway_api_key_checks_total\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
};

describe('an API key', () => {
  it('with crm:read reads customers through any gateway, and is refused to write them', async () => {
    const [here, there] = programs(await make(owner)) as [TestClient, TestClient];
    const { customers } = await owner.ask(READ);
    expect(customers.nodes.length).toBeGreaterThan(0);
    for (const program of [here, there]) {
      expect((await program.ask(READ)).customers).toEqual(customers);
      const refused = await program.send(write());
      expect(refused.status).toBe(403);
      expect(refused.errors[0]!.message).toContain('`crm:write`');
    }
    expect((await here.ask('{ me { id email } }')).me.email).toBe(tessera.account('demo001', 'OWNER').email);
  });

  it('is asked about once at each gateway, and what cannot be one never', async () => {
    const issued = await make(owner);
    const before = await keyChecks(tessera.endpoint);
    const [here] = programs(issued);
    for (let sent = 0; sent < 10; sent += 1) await here!.ask(READ);
    expect(await keyChecks(tessera.endpoint)).toBe(before + 1);
    const mistyped = createTestClient(tessera.endpoint, `${issued.secret.slice(0, -1)}${issued.secret.endsWith('a') ? 'b' : 'a'}`);
    const answer = await mistyped.send(READ);
    expect([answer.status, codes(answer)]).toEqual([401, ['UNAUTHENTICATED']]);
    expect(await keyChecks(tessera.endpoint)).toBe(before + 1);
  });

  it('is refused at every gateway within a second of its revocation, and nobody else is', async () => {
    const [ended, kept] = [await make(owner), await make(owner)];
    const clients = programs(ended);
    expect(await all([...clients, ...programs(kept)], READ)).toEqual([[], [], [], []]);
    await revoke(owner, ended.apiKey.id);
    await eventually(async () => (await all(clients, READ)).every(([code]) => code === 'UNAUTHENTICATED'), {
      ...WITHIN_A_SECOND,
      describe: () => 'The key was still accepted after a second.',
    });
    expect(await all(programs(kept), READ)).toEqual([[], []]);
  });

  it('is good beside the one that took its place, for as long as was asked', async () => {
    const old = await make(owner);
    const mutation = 'mutation ($id: ID!, $keep: Int) { rotateApiKey(id: $id, keepOldForMinutes: $keep) { secret apiKey { id prefix } } }';
    const fresh: Issued = (await owner.ask(mutation, { id: old.apiKey.id, keep: 5 })).rotateApiKey;
    expect(await all([...programs(old), ...programs(fresh)], READ)).toEqual([[], [], [], []]);
    await owner.ask(mutation, { id: fresh.apiKey.id, keep: 0 });
    await eventually(async () => (await all(programs(fresh), READ)).every(([code]) => code === 'UNAUTHENTICATED'), WITHIN_A_SECOND);
    expect(await all(programs(old), READ)).toEqual([[], []]);
  });

  it('weakens with its maker’s role, and is refused while the tenant is suspended', async () => {
    const account = tessera.account('demo001', 'ADMIN');
    const key = await make(await tessera.login(account), ['crm:read', 'crm:write']);
    const clients = programs(key);
    expect(await all(clients, write)).toEqual([[], []]);

    const { members } = await owner.ask('{ members(first: 100) { nodes { id version user { email } } } }');
    const { id, version } = members.nodes.find((each: { user: { email: string } }) => each.user.email === account.email);
    const change = 'mutation ($id: ID!, $v: Int!) { changeMemberRole(id: $id, version: $v, role: VIEWER) { role } }';
    await owner.ask(change, { id, v: version });
    await eventually(async () => (await all(clients, write)).every(([code]) => code === 'FORBIDDEN'), WITHIN_A_SECOND);
    expect(await all(clients, READ)).toEqual([[], []]);

    const { tenant } = await owner.ask('{ tenant { id } }');
    await superadmin.ask('mutation ($id: ID!) { suspendTenant(id: $id, reason: "test") { status } }', { id: tenant.id });
    await eventually(async () => (await all(clients, READ)).every(([code]) => code === 'UNAUTHENTICATED'), WITHIN_A_SECOND);
    await superadmin.ask('mutation ($id: ID!) { resumeTenant(id: $id) { status } }', { id: tenant.id });
    await eventually(async () => (await all(clients, READ)).every((refusals) => refusals.length === 0), WITHIN_A_SECOND);
  });
});

describe('the keys of a tenant', () => {
  it('are listed without their secrets, the demo’s among them, with when they were last used', async () => {
    const issued = await make(owner);
    await programs(issued)[0]!.ask(READ);
    const shown = await eventually(async () => {
      const { apiKeys } = await owner.ask(KEYS);
      return apiKeys.nodes.some((key: { id: string; lastUsedAt: string | null }) => key.id === issued.apiKey.id && key.lastUsedAt) && apiKeys;
    });
    expect(JSON.stringify(shown)).not.toContain(issued.secret);
    const { email } = tessera.account('demo001', 'OWNER');
    const demo = { name: 'Website', scopes: ['crm:read'], active: true, lastUsedAt: null, createdBy: { email } };
    expect(shown.nodes).toContainEqual(expect.objectContaining(demo));
  });

  it('are nobody’s in another tenant, and a SUPERADMIN may end any', async () => {
    const { apiKey } = await make(owner);
    const stranger = await tessera.as('acme', 'OWNER');
    expect(JSON.stringify(await stranger.ask(KEYS))).not.toContain(apiKey.id);
    expect(codes(await stranger.send(`mutation { revokeApiKey(id: "${apiKey.id}") }`))).toEqual(['NOT_FOUND']);
    expect(await revoke(superadmin, apiKey.id)).toEqual({ revokeApiKey: true });
  });

  it('are told in the audit, who made and who ended them, and never the secret', async () => {
    const { secret, apiKey } = await make(owner);
    await revoke(owner, apiKey.id);
    const asked = '{ auditLog(first: 100) { nodes { entity entityId operation after } } }';
    const told = await eventually(async () => {
      const { auditLog } = await owner.ask(asked);
      const own = auditLog.nodes.filter((entry: { entityId: string }) => entry.entityId === apiKey.id);
      return own.length >= 2 && { own, all: JSON.stringify(auditLog) };
    });
    expect(told.own.map(({ entity, operation }: { entity: string; operation: string }) => `${entity} ${operation}`).toSorted()).toEqual(['ApiKey INSERT', 'ApiKey UPDATE']);
    expect(told.all).not.toContain(secret.slice(apiKey.prefix.length + 1));
    const events = '{ authEvents(first: 10, filter: { kinds: [API_KEY_REVOKED] }) { nodes { kind reason succeeded } } }';
    expect((await owner.ask(events)).authEvents.nodes).toContainEqual({ kind: 'API_KEY_REVOKED', reason: apiKey.prefix, succeeded: true });
  });
});

import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { openEvents, type EventClient } from './support/event-client.ts';
import { customer, customerChanges } from './support/fixture-graph.ts';
import { startRig, type Rig } from './support/rig.ts';

const CHANGES = 'subscription Changes { customerChanged { name owner { email } id } }';
const changed = (id: string) => ({
  data: { customerChanged: { name: 'Alice Johnson', owner: { email: 'jane@example.com' }, id } },
});
const refused = (code: string) => ({ errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })] });

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const opened: EventClient[] = [];
afterEach(async () => {
  opened.splice(0).forEach((each) => each.leave());
  await eventually(async () => customerChanges.followers === 0);
});

async function open(query: string, token?: string, more: object = {}): Promise<EventClient> {
  const client = await openEvents(rig.gateway.url, { query, ...more }, token ? { authorization: `Bearer ${token}` } : {});
  opened.push(client);
  return client;
}

async function openChanges(token = rig.tokenFor('MEMBER')): Promise<EventClient> {
  const before = customerChanges.followers;
  const client = await open(CHANGES, token);
  await eventually(async () => customerChanges.followers > before);
  return client;
}

const openCount = async () => Number(/^tessera_gateway_open_subscriptions (\d+)$/m.exec(await metrics())?.[1]);
const metrics = async () => (await fetch(`${rig.origin}/metrics`)).text();

describe('a subscription over SSE', () => {
  it('tells each event in its order, with what another subgraph has of it, and that there are no more', async () => {
    const client = await openChanges();
    expect(client.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
      'x-operation-cost': expect.any(String),
    });
    customerChanges.push(customer('c1'), customer('c2'), customer('c3'));
    customerChanges.end();
    expect(await client.rest()).toEqual([changed('c1'), changed('c2'), changed('c3'), 'complete']);
  });

  it('tells an event that failed, and goes on', async () => {
    const client = await openChanges();
    customerChanges.push({ ...customer('c1'), name: null }, customer('c2'));
    expect((await client.next())?.data).toEqual({
      data: { customerChanged: null },
      errors: [expect.objectContaining({ path: ['customerChanged', 'name'], locations: [{ line: 1, column: 42 }] })],
    });
    expect((await client.next())?.data).toEqual(changed('c2'));
  });

  it('asks the other subgraph on behalf of its caller, with each event anew', async () => {
    const client = await openChanges(rig.tokenFor('VIEWER'));
    const { received } = rig.subgraphs['auth']!;
    const before = received.length;
    for (const id of ['c1', 'c2']) {
      customerChanges.push(customer(id));
      await client.next();
    }
    const roles = received.slice(before).map(({ claims }) => claims.identity?.role);
    expect(roles).toEqual(['VIEWER', 'VIEWER']);
  });

  it('has an event whose other half is missing tell so, and goes on', async () => {
    const client = await openChanges();
    rig.subgraphs['auth']!.intercept = async () => ({ status: 500, body: 'out of order' });
    customerChanges.push(customer('c1'));
    const first = (await client.next())?.data;
    rig.subgraphs['auth']!.intercept = null;
    expect(first).toMatchObject({
      data: { customerChanged: { name: 'Alice Johnson', owner: null, id: 'c1' } },
      errors: [{ extensions: { code: 'UNAVAILABLE', service: 'auth' } }],
    });
    customerChanges.push(customer('c2'));
    expect((await client.next())?.data).toEqual(changed('c2'));
  });

  it('is refused by the gate before a subgraph hears of it, as an event', async () => {
    const before = rig.fetches();
    const anonymous = await open(CHANGES);
    expect(anonymous.response.statusCode).toBe(200);
    expect(await anonymous.rest()).toEqual([refused('UNAUTHENTICATED'), 'complete']);
    const member = await open('subscription { dealWon }', rig.tokenFor('MEMBER'));
    expect(await member.rest()).toEqual([refused('FORBIDDEN'), 'complete']);
    const unknown = await open('subscription { customerRemoved { id } }', rig.tokenFor('MEMBER'));
    expect(await unknown.rest()).toEqual([refused('GRAPHQL_VALIDATION_FAILED'), 'complete']);
    expect(rig.fetches()).toBe(before);
  });

  it('is told what the subgraph refuses', async () => {
    const client = await open('subscription { dealWon }', rig.tokenFor('OWNER'));
    expect(await client.rest()).toEqual([
      { data: null, errors: [expect.objectContaining({ message: 'Nobody may know of deals.', path: ['dealWon'] })] },
      'complete',
    ]);
  });

  it('has its field asked for always, or never', async () => {
    const query = 'subscription($if: Boolean!) { customerChanged @include(if: $if) { id } }';
    const client = await open(query, rig.tokenFor('MEMBER'), { variables: { if: true } });
    expect(await client.rest()).toEqual([refused('GRAPHQL_VALIDATION_FAILED'), 'complete']);
  });

  it('leaves the subgraph when its client does', async () => {
    const client = await openChanges();
    expect(await openCount()).toBe(1);
    client.leave();
    await eventually(async () => customerChanges.followers === 0);
    expect(await openCount()).toBe(0);
  });

  it('names the service when its subgraph is cut off', async () => {
    const client = await openChanges();
    customerChanges.push(customer('c1'));
    await client.next();
    rig.subgraphs['crm']!.cut();
    expect(await client.rest()).toEqual([
      {
        data: { customerChanged: null },
        errors: [
          expect.objectContaining({
            message: 'The service crm cannot be reached just now.',
            extensions: { code: 'UNAVAILABLE', service: 'crm' },
          }),
        ],
      },
      'complete',
    ]);
  });

  it('has names of its own for everything', async () => {
    const client = await open('subscription { it: customerChanged { id: name key: id } }', rig.tokenFor('MEMBER'));
    await eventually(async () => customerChanges.followers === 1);
    customerChanges.push(customer('c1'));
    expect((await client.next())?.data).toEqual({ data: { it: { id: 'Alice Johnson', key: 'c1' } } });
  });

  it('is refused as JSON, with the ways there are', async () => {
    const { status, body } = await rig.ask(CHANGES, { token: rig.tokenFor('MEMBER') });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
    expect(body.errors[0].message).toMatch(/`accept: text\/event-stream`.*`graphql-transport-ws`/);
  });

  it('is refused by GET, which is for what changes nothing and is over soon', async () => {
    const headers = { 'apollo-require-preflight': '1', authorization: `Bearer ${rig.tokenFor('MEMBER')}` };
    const response = await fetch(`${rig.gateway.url}?query=${encodeURIComponent(CHANGES)}`, { headers });
    expect(response.status).toBe(405);
  });
});

describe('any other operation over SSE', () => {
  it('has its one answer told as an event', async () => {
    const token = rig.tokenFor('ADMIN');
    const query = await open('{ customers { totalCount } }', token);
    expect(await query.rest()).toEqual([{ data: { customers: { totalCount: 2 } } }, 'complete']);
    const mutation = await open('mutation { createCustomer(input: { name: "A" }) { name } }', token);
    expect(await mutation.rest()).toEqual([{ data: { createCustomer: { name: 'A' } } }, 'complete']);
  });
});

describe('the caller of an open subscription', () => {
  const told = (message: string) => [
    { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] },
    'complete',
  ];

  it('is told when the token has expired, and gets no more events', async () => {
    const now = Date.now() / 1000;
    const client = await openChanges(rig.tokenFor('MEMBER', { iat: now - 597, exp: now + 1 }));
    customerChanges.push(customer('c1'));
    expect((await client.next())?.data).toEqual(changed('c1'));
    const startedAt = performance.now();
    expect(await client.rest()).toEqual(told('The access token has expired. Refresh the session with `refreshSession`.'));
    // One second is left of the token, two are allowed between clocks, and a look comes each second.
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    await eventually(async () => customerChanges.followers === 0);
  });

  it('is told when the session is revoked', async () => {
    const sid = randomUUID();
    const client = await openChanges(rig.tokenFor('MEMBER', { sid }));
    rig.trust.auth.push({ $case: 'sessionRevoked', value: { sessionId: sid } });
    expect(await client.rest()).toEqual(told('The session has ended. Log in again.'));
  });

  it('is told when the tenant is suspended', async () => {
    const tid = randomUUID();
    const client = await openChanges(rig.tokenFor('MEMBER', { tid }));
    rig.trust.tenants.push({ $case: 'tenantState', value: { tenantId: tid, status: 'SUSPENDED' } });
    expect(await client.rest()).toEqual(told('The tenant is not active.'));
  });
});

describe('a supergraph that is replaced', () => {
  it('leaves open subscriptions on the one before, to their end', async () => {
    const client = await openChanges();
    const path = join(rig.folder, 'supergraph.graphql');
    const sdl = await readFile(path, 'utf8');
    await writeFile(path, sdl.replaceAll('totalCount', 'countOfAll'));
    const token = rig.tokenFor('MEMBER');
    await eventually(async () => (await rig.ask('{ customers { countOfAll } }', { token })).status !== 400);
    customerChanges.push(customer('c1'));
    expect((await client.next())?.data).toEqual(changed('c1'));
    await writeFile(path, sdl);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { customer, customerChanges } from './support/fixture-graph.ts';
import { startRig, type Rig } from './support/rig.ts';
import { connect, openSocket, type SocketClient, type SocketOptions } from './support/socket-client.ts';

const CHANGES = 'subscription Changes { customerChanged { name owner { email } id } }';
const changed = (id: string) => ({
  data: { customerChanged: { name: 'Alice Johnson', owner: { email: 'jane@example.com' }, id } },
});
const errorOf = (code: string) => [expect.objectContaining({ extensions: expect.objectContaining({ code }) })];

let rig: Rig;
beforeAll(async () => {
  const limits = { socketOperations: 3, bodyBytes: 10_000 };
  rig = await startRig({ corsOrigins: ['https://app.example.com'] }, { limits });
});
afterAll(() => rig.stop());

const opened: SocketClient[] = [];
afterEach(async () => {
  for (const { socket } of opened.splice(0)) socket.terminate();
  await eventually(async () => customerChanges.followers === 0);
});

const bearer = (token = rig.tokenFor('MEMBER')) => ({ authorization: `Bearer ${token}` });

async function join(payload?: object, options?: SocketOptions): Promise<SocketClient> {
  const client = await connect(rig.gateway.url, payload, options);
  opened.push(client);
  return client;
}

const subscribe = (client: SocketClient, id: string, query = CHANGES, more: object = {}) =>
  client.say({ id, type: 'subscribe', payload: { query, ...more } });

async function follow(client: SocketClient, id: string): Promise<void> {
  const before = customerChanges.followers;
  subscribe(client, id);
  await eventually(async () => customerChanges.followers > before);
}

describe('a subscription over WebSocket', () => {
  it('tells each event in its order, with what another subgraph has of it, and that there are no more', async () => {
    const client = await join(bearer());
    await follow(client, 'a');
    customerChanges.push(customer('c1'), customer('c2'));
    customerChanges.end();
    expect(await client.hear()).toEqual({ id: 'a', type: 'next', payload: changed('c1') });
    expect(await client.hear()).toEqual({ id: 'a', type: 'next', payload: changed('c2') });
    expect(await client.hear()).toEqual({ id: 'a', type: 'complete' });
  });

  it('is what the protocol’s own client takes it for', async () => {
    const url = rig.gateway.url.replace(/^http/, 'ws');
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: bearer() });
    const events = client.iterate({ query: CHANGES });
    const first = events.next();
    await eventually(async () => customerChanges.followers === 1);
    customerChanges.push(customer('c1'));
    expect((await first).value).toEqual(changed('c1'));
    await events.return?.();
    await eventually(async () => customerChanges.followers === 0);
    await client.dispose();
  });

  it('takes the credential from the header too', async () => {
    const client = await join({}, { headers: bearer() });
    await follow(client, 'a');
    customerChanges.push(customer('c1'));
    expect(await client.hear()).toMatchObject({ type: 'next', payload: changed('c1') });
  });

  it('is refused by the gate before a subgraph hears of it, and leaves the connection open', async () => {
    const before = rig.fetches();
    const client = await join();
    subscribe(client, 'a');
    expect(await client.hear()).toEqual({ id: 'a', type: 'error', payload: errorOf('UNAUTHENTICATED') });
    subscribe(client, 'a', '{ nothing }');
    expect(await client.hear()).toEqual({
      id: 'a',
      type: 'error',
      payload: [
        {
          message: 'Cannot query field "nothing" on type "Query".',
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
    expect(rig.fetches()).toBe(before);
    subscribe(client, 'b', '{ __typename }');
    expect(await client.hear()).toEqual({ id: 'b', type: 'next', payload: { data: { __typename: 'Query' } } });
  });

  it('ends with an error when the session is revoked, and others on the connection go on', async () => {
    const sid = randomUUID();
    const client = await join(bearer(rig.tokenFor('MEMBER', { sid })));
    const other = await join(bearer());
    await follow(client, 'a');
    await follow(other, 'b');
    rig.trust.auth.push({ $case: 'sessionRevoked', value: { sessionId: sid } });
    expect(await client.hear()).toEqual({
      id: 'a',
      type: 'error',
      payload: [{ message: 'The session has ended. Log in again.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    customerChanges.push(customer('c1'));
    expect(await other.hear()).toMatchObject({ id: 'b', type: 'next' });
    subscribe(client, 'c', '{ customers { totalCount } }');
    expect(await client.hear()).toEqual({ id: 'c', type: 'error', payload: errorOf('UNAUTHENTICATED') });
  });

  it('leaves the subgraph when its client completes it, or closes the connection', async () => {
    const client = await join(bearer());
    await follow(client, 'a');
    await follow(client, 'b');
    client.say({ id: 'a', type: 'complete' });
    await eventually(async () => customerChanges.followers === 1);
    client.socket.terminate();
    await eventually(async () => customerChanges.followers === 0);
  });

  it('names the service when its subgraph is cut off', async () => {
    const client = await join(bearer());
    await follow(client, 'a');
    rig.subgraphs['crm']!.cut();
    const errors = [expect.objectContaining({ extensions: { code: 'UNAVAILABLE', service: 'crm' } })];
    expect(await client.hear()).toEqual({ id: 'a', type: 'next', payload: { data: { customerChanged: null }, errors } });
    expect(await client.hear()).toEqual({ id: 'a', type: 'complete' });
  });
});

describe('any other operation over WebSocket', () => {
  it('has its one answer', async () => {
    const client = await join(bearer(rig.tokenFor('ADMIN')));
    subscribe(client, 'a', '{ customers { totalCount } }');
    expect(await client.hear()).toEqual({ id: 'a', type: 'next', payload: { data: { customers: { totalCount: 2 } } } });
    expect(await client.hear()).toEqual({ id: 'a', type: 'complete' });
    const query = 'mutation($name: String!) { createCustomer(input: { name: $name }) { name } }';
    subscribe(client, 'b', query, { variables: { name: 'A' } });
    expect(await client.hear()).toMatchObject({ id: 'b', payload: { data: { createCustomer: { name: 'A' } } } });
  });

  it('is held to the limits', async () => {
    const client = await join(bearer());
    subscribe(client, 'a', `{ ${'customers { nodes { related { '.repeat(30)}`);
    expect(await client.hear()).toMatchObject({ id: 'a', type: 'error', payload: errorOf('GRAPHQL_PARSE_FAILED') });
    subscribe(client, 'a', `{ customers { ${'nodes { related { '.repeat(15)} totalCount ${'} }'.repeat(15)} } }`);
    expect(await client.hear()).toMatchObject({ id: 'a', type: 'error', payload: errorOf('LIMIT_EXCEEDED') });
  });

  it('waits its turn where there are too many on one connection', async () => {
    const client = await join(bearer());
    for (const id of ['a', 'b', 'c']) await follow(client, id);
    subscribe(client, 'd', '{ __typename }');
    expect(await client.hear()).toEqual({
      id: 'd',
      type: 'error',
      payload: [
        {
          message:
            'The operation exceeds the limit of 3 operations at once on one WebSocket (TESSERA_LIMIT_SOCKET_OPERATIONS). Complete one first.',
          extensions: { code: 'LIMIT_EXCEEDED', limit: 'socketOperations' },
        },
      ],
    });
    client.say({ id: 'a', type: 'complete' });
    await eventually(async () => customerChanges.followers === 2);
    subscribe(client, 'd', '{ __typename }');
    expect(await client.hear()).toMatchObject({ id: 'd', type: 'next' });
  });
});

describe('a WebSocket', () => {
  const open = async (options?: SocketOptions) => {
    const client = await openSocket(rig.gateway.url, options);
    opened.push(client);
    return client;
  };

  it('is refused to pages of another site', async () => {
    const from = (origin: string) => open({ headers: { origin } });
    await expect(from('https://evil.example')).rejects.toThrow('403');
    await expect(from('null')).rejects.toThrow('403');
    await from('https://app.example.com');
    await from(rig.origin);
  });

  it('is closed where the credential is not good, so that its client gets another', async () => {
    const client = await open();
    client.say({ type: 'connection_init', payload: { authorization: 'Bearer of.no.good' } });
    expect(await client.closed).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  it.each([
    ['names no protocol', 4406, { protocols: [] }, null],
    ['subscribes before it is initialised', 4401, {}, { id: 'a', type: 'subscribe', payload: { query: '{ __typename }' } }],
    ['says what is no message', 4400, {}, { type: 'nonsense' }],
    ['says too much at once', 1009, {}, { type: 'ping', payload: { text: 'x'.repeat(20_000) } }],
    ['is never initialised', 4408, {}, null],
  ])('is closed where it %s', async (_what, code, options, message) => {
    const client = await open(options);
    if (message) client.say(message);
    expect((await client.closed).code).toBe(code);
  });

  it('answers a ping without what came along', async () => {
    const client = await join();
    client.say({ type: 'ping', payload: { text: 'x'.repeat(1_000) } });
    expect(await client.hear()).toEqual({ type: 'pong' });
  });
});

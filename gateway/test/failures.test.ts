import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { crmChanges } from './support/fixture-graph.ts';
import { startRig, type Rig } from './support/rig.ts';

let rig: Rig;
let token: string;
beforeAll(async () => {
  rig = await startRig({}, { subgraphTimeoutMs: 300, maxAnswerBytes: 100_000 });
  token = rig.tokenFor('OWNER');
});
afterAll(() => rig.stop());
afterEach(() => {
  for (const subgraph of Object.values(rig.subgraphs)) subgraph.intercept = null;
});

const attempts = async (name: string) => {
  const text = await (await fetch(`${rig.origin}/metrics`)).text();
  return Number(new RegExp(`subgraph_fetches_total{subgraph="${name}"} (\\d+)`).exec(text)?.[1] ?? 0);
};

describe('a subgraph that does not answer', () => {
  it('in time leaves its part null, and the error names it', async () => {
    const { status, body } = await rig.ask('{ me { id } slow(ms: 2000) }', { token });
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { me: { id: expect.any(String) }, slow: null },
      errors: [
        {
          message: 'The service crm did not answer in time.',
          locations: [{ line: 1, column: 13 }],
          path: ['slow'],
          extensions: { code: 'DEADLINE_EXCEEDED', service: 'crm' },
        },
      ],
    });
  });

  it('with GraphQL leaves its part null, and the error names it', async () => {
    rig.subgraphs['crm']!.intercept = async () => ({ status: 502, body: '<h1>Bad gateway</h1>' });
    const { body } = await rig.ask('{ me { id } slow(ms: 1) again: slow(ms: 2) }', { token });
    const error = {
      message: 'The service crm cannot be reached just now.',
      extensions: { code: 'UNAVAILABLE', service: 'crm' },
    };
    expect(body.data).toEqual({ me: { id: expect.any(String) }, slow: null, again: null });
    expect(body.errors).toEqual([
      { ...error, path: ['slow'], locations: [{ line: 1, column: 13 }] },
      { ...error, path: ['again'], locations: [{ line: 1, column: 25 }] },
    ]);
  });

  it('about entities leaves each of them null, with an error of its own', async () => {
    rig.subgraphs['auth']!.intercept = async () => ({ status: 500, body: 'no' });
    const { body } = await rig.ask('{ customers { nodes { name owner { email } } } }', { token });
    expect(body.errors).toEqual(
      [0, 1].map((at) =>
        expect.objectContaining({
          path: ['customers', 'nodes', at, 'owner'],
          extensions: { code: 'UNAVAILABLE', service: 'auth' },
        }),
      ),
    );
    expect(body.data.customers.nodes).toEqual([
      { name: 'Alice Johnson', owner: null },
      { name: 'Bob Wilson', owner: null },
    ]);
  });

  it('with less than the cap allows is cut off', async () => {
    const { body } = await rig.ask('{ me { id } large(bytes: 200000) }', { token });
    expect(body.data).toEqual({ me: { id: expect.any(String) }, large: null });
    expect(body.errors[0]).toMatchObject({
      message: expect.stringContaining('too large'),
      extensions: { code: 'UNAVAILABLE' },
    });
    expect((await rig.ask('{ large(bytes: 50000) }', { token })).body.data.large).toHaveLength(50_000);
  });
});

describe('a request that failed', () => {
  it('is sent again once, signed anew, when it was a query', async () => {
    let failures = 1;
    rig.subgraphs['crm']!.intercept = async () => (failures-- > 0 ? { status: 503, body: 'starting' } : null);
    const before = await attempts('crm');
    const { body } = await rig.ask('{ customers { totalCount } }', { token });
    expect(body).toEqual({ data: { customers: { totalCount: 2 } } });
    expect((await attempts('crm')) - before).toBe(2);
  });

  it('is not sent again when it was a mutation that may have been carried out', async () => {
    rig.subgraphs['crm']!.intercept = async () => ({ status: 503, body: 'starting' });
    const before = await attempts('crm');
    const { body } = await rig.ask('mutation { slowChange(ms: 1) }', { token });
    expect(body.errors[0].extensions).toEqual({ code: 'UNAVAILABLE', service: 'crm' });
    expect((await attempts('crm')) - before).toBe(1);
  });

  it('is sent again, also as a mutation, when the subgraph refused the signature', async () => {
    let refusals = 1;
    rig.subgraphs['crm']!.intercept = async () => (refusals-- > 0 ? { status: 401, body: '{"errors":[]}' } : null);
    const { body } = await rig.ask('mutation { slowChange(ms: 1) }', { token });
    expect(body).toEqual({ data: { slowChange: 1 } });
  });

  it('is never told to the client as a login that is missing', async () => {
    rig.subgraphs['crm']!.intercept = async () => ({
      status: 401,
      body: '{"errors":[{"message":"stale","extensions":{"code":"UNAUTHENTICATED"}}]}',
    });
    const { body } = await rig.ask('{ slow(ms: 1) }', { token });
    expect(body.errors[0].extensions).toEqual({ code: 'UNAVAILABLE', service: 'crm' });
  });
});

describe('an error of a subgraph', () => {
  it('keeps its code and its path', async () => {
    const { body } = await rig.ask('{ me { id } secretive }', { token });
    expect(body.data).toMatchObject({ me: { id: expect.any(String) }, secretive: null });
    expect(body.errors).toEqual([
      {
        message: 'There is no such customer, or it is not yours to see.',
        locations: [{ line: 1, column: 13 }],
        path: ['secretive'],
        extensions: { code: 'NOT_FOUND' },
      },
    ]);
  });
});

describe('a client that leaves', () => {
  it('takes its query along, and not its mutation', async () => {
    const leave = async (query: string) => {
      const gone = new AbortController();
      const asked = fetch(rig.gateway.url, {
        method: 'POST',
        signal: gone.signal,
        body: JSON.stringify({ query }),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      });
      await sleep(100);
      gone.abort();
      await expect(asked).rejects.toThrow();
    };
    await leave('mutation { slowChange(ms: 200) }');
    await sleep(300);
    expect(crmChanges).toContain(200);
  });
});

describe('readiness', () => {
  it('is told per subgraph, and fails with any of them', async () => {
    rig.subgraphs['crm']!.ready = false;
    await sleep(250);
    const response = await fetch(`${rig.origin}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'not ready',
      subgraphs: { auth: { status: 'ready' }, crm: { status: 'not ready' } },
      trust: { auth: { stale: false }, tenants: { stale: false } },
    });
    rig.subgraphs['crm']!.ready = true;
    await sleep(250);
    expect((await fetch(`${rig.origin}/health/ready`)).status).toBe(200);
    expect((await fetch(`${rig.origin}/health/live`)).status).toBe(200);
  });
});

describe('the start', () => {
  it('on a taken port fails with a sentence that names the cure, and leaves nothing behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    await expect(startRig({ port })).rejects.toThrow(
      `Port ${port} is taken. Stop what listens there, or set PORT to another one.`,
    );
    taken.close();
  });
});

describe('the stop', () => {
  it('lets a request in flight finish, and admits no other', async () => {
    const short = await startRig();
    const inFlight = short.ask('{ slow(ms: 300) }', { token: short.tokenFor('OWNER') });
    await sleep(100);
    const stopped = short.stop();
    expect((await inFlight).body).toEqual({ data: { slow: 'at last' } });
    await stopped;
    await expect(fetch(short.gateway.url)).rejects.toThrow();
  });
});

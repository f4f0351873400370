import { randomUUID } from 'node:crypto';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import type { Identity } from '@tessera/identity';
import { describeWith, eventually } from '@tessera/testkit';
import { pino } from 'pino';
import { createRateLimits, DEFAULT_RATES } from '../src/limits/rate.ts';
import { createRedisBuckets } from '../src/limits/redis-buckets.ts';
import { createTokenBuckets } from '../src/limits/token-buckets.ts';
import { startLibraryGateway } from './support/library-gateway.ts';

const log = pino({ level: 'silent' });
const RATE = { perSecond: 1, burst: 3 };
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A gateway's buckets, ready. */
async function replica(url: string) {
  const buckets = createRedisBuckets(url, createTokenBuckets(), log);
  cleanups.push(() => buckets.close());
  await sleep(300);
  return buckets;
}

/** Redis behind a door that can be shut: bytes then go nowhere, and connections stay. */
async function door(url: string) {
  const { hostname, port } = new URL(url);
  let isShut = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port || 6379), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket.on('error', () => undefined).once('close', () => sockets.delete(socket)));
    }
    client.on('data', (bytes) => isShut || upstream.write(bytes)).on('close', () => upstream.destroy());
    upstream.on('data', (bytes) => isShut || client.write(bytes)).on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut: () => void (isShut = true),
    open() {
      isShut = false;
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

describeWith('TESSERA_TEST_REDIS_URL', 'rates with Redis', (url) => {
  it('are those of all gateways together', async () => {
    const [one, other] = await Promise.all([replica(url), replica(url)]);
    const key = randomUUID();
    const states = [];
    for (const each of [one, other, one, other]) states.push(await each.take(key, RATE, 1));
    expect(states.map(({ passed, remaining }) => [passed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 0],
      [false, 0],
    ]);
    expect(states[3]!.waitMs).toBeGreaterThan(0);
    expect(states[3]!.waitMs).toBeLessThanOrEqual(1_000);
  });

  it('are told to clients in the standard headers, and refuse at whichever gateway is asked', async () => {
    // So slow that nothing comes back while the test runs.
    const rates = { user: { perSecond: 0.01, burst: 5 }, tenant: { perSecond: 0.01, burst: 8 }, costPerPoint: 10 };
    const tenantId = randomUUID();
    const gatewayFor = async (userId: string) => {
      const identity: Identity = { userId, sessionId: 's', tenantId, role: 'OWNER' };
      const rateBuckets = await replica(url);
      const library = await startLibraryGateway({ rates, rateBuckets, identity: { identify: async () => identity } });
      cleanups.push(() => library.stop());
      return library;
    };
    const [jane, john] = [randomUUID(), randomUUID()];
    const [one, other] = [await gatewayFor(jane), await gatewayFor(jane)];
    // 21 objects by estimate, which are three points.
    const query = '{ customers(first: 20) { nodes { name } } }';
    const first = await one.post({ query });
    expect([first.status, first.headers.get('x-operation-cost')]).toEqual([200, '21']);
    expect(first.headers.get('ratelimit-policy')).toBe('"user";q=5;w=500, "tenant";q=8;w=800');
    expect(first.headers.get('ratelimit')).toMatch(/^"user";r=2;t=(300|29\d), "tenant";r=5;t=(300|29\d)$/);
    const second = await other.post({ query });
    // One point on arrival is taken, and two more are not there.
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^(100|9\d)$/)]);
    const third = await (await gatewayFor(john)).post({ query: '{ customers(first: 5) { nodes { name } } }' });
    expect([third.status, third.headers.get('ratelimit')]).toEqual([200, expect.stringMatching(/^"user";r=4;t=\d+, "tenant";r=1;/)]);
  });

  it('fill as a bucket does: one point after its time, and what was refused costs none', async () => {
    const buckets = await replica(url);
    const key = randomUUID();
    const rate = { perSecond: 10, burst: 4 };
    expect((await buckets.take(key, rate, 100)).passed).toBe(true);
    expect((await buckets.take(key, rate, 3)).passed).toBe(false);
    await sleep(130);
    expect(await buckets.take(key, rate, 1)).toMatchObject({ passed: true });
  });

  it('go on in memory while Redis hangs, and in Redis when it is back', async () => {
    const { url: through, shut, open } = await door(url);
    const buckets = await replica(through);
    const limits = createRateLimits({ rates: { ...DEFAULT_RATES, anonymous: RATE }, buckets });
    const arrive = async (clientAddress: string = randomUUID()) => limits.arrive({ identity: null, clientAddress });
    expect(limits.arrive({ identity: null, clientAddress: 'x' })).toBeInstanceOf(Promise);
    shut();
    const startedAt = performance.now();
    await arrive();
    for (let sent = 0; sent < 3; sent += 1) await arrive('flooder');
    await expect(arrive('flooder')).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    open();
    await eventually(
      async () => {
        const taken = limits.arrive({ identity: null, clientAddress: randomUUID() });
        return taken instanceof Promise && (await taken) && taken;
      },
      { withinMs: 10_000 },
    );
  });

  it('let requests pass when there is no Redis at all', async () => {
    const buckets = await replica('redis://127.0.0.1:9');
    expect(await buckets.take('key', RATE, 1)).toMatchObject({ passed: true, remaining: 2 });
  });
});

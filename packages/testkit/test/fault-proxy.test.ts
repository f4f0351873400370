import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, startFaultProxy, type Fault, type FaultProxy } from '../src/index.ts';

const ANSWER = { data: { name: 'Alice Johnson' } };

let asked = 0;
const service = createServer((incoming, outgoing) => {
  asked += 1;
  incoming.resume().once('end', () => outgoing.setHeader('content-length', text.length).end(text));
});
const text = JSON.stringify(ANSWER);
let proxy: FaultProxy;
beforeAll(async () => {
  await new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve));
  proxy = await startFaultProxy({ port: await freePort(), target: (service.address() as AddressInfo).port });
});
afterEach(() => proxy.heal());
afterAll(async () => {
  await proxy.close();
  await new Promise((resolve) => service.close(resolve));
});

/** On a connection of its own: the pool of `fetch` may hold one that the proxy is just closing. */
const post = (patienceMs = 10_000) =>
  fetch(`http://127.0.0.1:${proxy.port}/`, {
    method: 'POST',
    body: '{}',
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(patienceMs),
  });

/** How a request through the fault ends: its answer, or what is wrong with it. */
async function outcomeOf(fault: Fault): Promise<unknown> {
  await proxy.inject(fault);
  const response = await post(1_000).catch((error: Error) => (error.name === 'TimeoutError' ? 'silence' : 'no connection'));
  if (typeof response === 'string') return response;
  const body = await response.text().catch(() => 'cut off');
  return response.status === 200 ? body : response.status;
}

describe('a fault proxy', () => {
  it('lets everything through while it has no fault', async () => {
    expect(await (await post()).json()).toEqual(ANSWER);
  });

  it.each<[Fault, unknown]>([
    ['freeze', 'silence'],
    ['kill', 'no connection'],
    ['delay', 'silence'],
    ['server error', 503],
    ['bad JSON', text.slice(0, Math.ceil(text.length / 2))],
    ['reset', 'cut off'],
    ['half-close', 'cut off'],
  ])('shows %s as %j, and afterwards nothing of it', async (fault, outcome) => {
    await post();
    expect(await outcomeOf(fault)).toEqual(outcome);
    await proxy.heal();
    expect(await (await post()).json()).toEqual(ANSWER);
  });

  it('delivers late what is delayed', async () => {
    await proxy.inject('delay');
    const startedAt = Date.now();
    expect(await (await post()).json()).toEqual(ANSWER);
    expect(Date.now() - startedAt).toBeGreaterThan(2_900);
  });

  it('makes of each answer one of 10 MB that still says the same', async () => {
    const body = String(await outcomeOf('large answer'));
    expect(body.length).toBeGreaterThan(10_000_000);
    expect(JSON.parse(body)).toMatchObject(ANSWER);
  });

  it('delivers what it was sent while it was frozen, once it goes on', async () => {
    await post();
    const before = asked;
    await proxy.inject('freeze');
    const pending = post();
    await expect(post(200)).rejects.toThrow();
    expect(asked).toBe(before);
    await proxy.heal();
    expect(await (await pending).json()).toEqual(ANSWER);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttpServer } from '@tessera/http';
import { eventually } from '@tessera/testkit';
import { createMetrics } from '../src/metrics.ts';
import { createDrain } from '../src/overload/drain.ts';
import { watchLoopDelay } from '../src/overload/loop-delay.ts';
import { createLoadShedder } from '../src/overload/shed-load.ts';
import { createTurnClock } from '../src/overload/turn.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function block(ms: number): void {
  const until = Date.now() + ms;
  while (Date.now() < until);
}

describe('the event loop', () => {
  it('is on time while there is little to do, late while it is held, and recovers', async () => {
    const loop = watchLoopDelay();
    cleanups.push(() => loop.stop());
    await sleep(600);
    const idle = loop.current();
    for (let at = 0; at < 4; at += 1) {
      block(500);
      await sleep(1);
    }
    const held = await eventually(async () => loop.current() > 100 && loop.current());
    expect(held).toBeGreaterThan(idle);
    await eventually(async () => loop.current() < 50, { withinMs: 10_000 });
  });

  it('is not late because one turn of it took long', async () => {
    const loop = watchLoopDelay();
    cleanups.push(() => loop.stop());
    await sleep(600);
    block(2_000);
    const seen = [];
    for (let look = 0; look < 6; look += 1) {
      await sleep(100);
      seen.push(loop.current());
    }
    expect(Math.max(...seen)).toBeLessThan(1_000);
  });
});

describe('a turn of the event loop', () => {
  it('is timed from the first look at the clock in it, and the next anew', async () => {
    const turn = createTurnClock();
    await sleep(100);
    expect(turn()).toBeLessThan(50);
    block(200);
    expect(turn()).toBeGreaterThanOrEqual(199);
    await sleep(1);
    expect(turn()).toBeLessThan(50);
  });
});

describe('load is shed', () => {
  /** How many of a thousand requests pass. */
  function passing(delayMs: number, current: number, turnMs = 0): { readonly passed: number; readonly errors: unknown[] } {
    const loop = { current: () => current, lasting: () => 0 };
    const { admit } = createLoadShedder({ delayMs, loop, turn: () => turnMs, metrics: createMetrics() });
    const errors: unknown[] = [];
    for (let asked = 0; asked < 1_000; asked += 1) {
      try {
        admit();
      } catch (error) {
        errors.push(error);
      }
    }
    return { passed: 1_000 - errors.length, errors };
  }

  it.each([
    ['not at all up to the threshold', 200, 1_000],
    ['by half where the loop is half as late again', 300, 500],
    ['by nine of ten at twice the threshold', 400, 100],
    ['by no more than that, however late it is', 60_000, 100],
  ])('%s', (_claim, current, passes) => {
    expect(Math.abs(passing(200, current).passed - passes)).toBeLessThanOrEqual(2);
  });

  it.each([
    ['not at all while one turn takes up to twice the threshold', 400, 1_000],
    ['within a turn that takes longer, before it shows in the delay', 800, 100],
  ])('%s', (_claim, turnMs, passes) => {
    expect(Math.abs(passing(200, 0, turnMs).passed - passes)).toBeLessThanOrEqual(2);
  });

  it('never where the threshold is 0', () => {
    expect(passing(0, 60_000, 60_000).passed).toBe(1_000);
  });

  it('with a code that says when to come again, not at one moment for all', () => {
    const { errors } = passing(200, 60_000);
    const waits = new Set(errors.map((error) => (error as { details: { retryAfterSeconds: number } }).details.retryAfterSeconds));
    expect(errors[0]).toMatchObject({ code: 'OVERLOADED' });
    expect([...waits].sort((a, b) => a - b)).toEqual([1, 2, 3]);
  });

  it('and it lasts only when the loop has been late for a while', () => {
    const lasting = (ms: number) =>
      createLoadShedder({ delayMs: 200, loop: { current: () => 500, lasting: () => ms }, turn: () => 0, metrics: createMetrics() }).isLasting();
    expect([lasting(0), lasting(5_000), lasting(15_000)]).toEqual([false, false, true]);
  });
});

describe('draining', () => {
  it('answers on, tells clients to leave, and ends when nothing is asked any more', async () => {
    const drain = createDrain();
    const http = await createHttpServer({
      host: '127.0.0.1',
      port: 0,
      maxBodyBytes: 1_000,
      onError: () => undefined,
      routes: [drain.route({ method: 'GET', path: '/', handle: () => ({ status: 200, body: 'yes' }) })],
    });
    cleanups.push(() => http.close(100));
    const ask = () => fetch(`http://127.0.0.1:${http.port}/`);
    expect((await ask()).headers.get('connection')).toBe('keep-alive');
    const drained = drain.begin();
    expect(drain.isDraining).toBe(true);
    const response = await ask();
    expect([response.headers.get('connection'), await response.text()]).toEqual(['close', 'yes']);
    await drained;
  });

  it('ends after its time also where requests keep coming', async () => {
    const drain = createDrain(50, 300);
    const route = drain.route({ method: 'GET', path: '/', handle: () => ({ status: 200 }) });
    const asking = setInterval(() => void route.handle({} as never), 5);
    cleanups.push(() => clearInterval(asking));
    await drain.begin();
  });
});

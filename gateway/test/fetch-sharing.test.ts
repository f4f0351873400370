import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tessera/identity';
import type { GatewayContext } from '../src/context.ts';
import { contextOf, mutation, query, startFetchRig, type Answering, type FetchRig } from './support/fetch-rig.ts';

let rig: FetchRig;
afterEach(() => rig.stop());

/** Numbers its answers, and takes `ms` for each. */
const counting = (ms: number): Answering => {
  let answers = 0;
  return (_, outgoing) => {
    answers += 1;
    const text = JSON.stringify({ data: { answer: answers } });
    setTimeout(() => outgoing.end(text), ms);
  };
};
const start = async (options: Parameters<typeof startFetchRig>[0] = {}) => {
  rig = await startFetchRig(options);
  rig.answering = counting(200);
};
const jane: Identity = { userId: 'u1', sessionId: 's1', tenantId: 't1', role: 'OWNER' };
const ask = (part: Partial<GatewayContext> = {}, text?: string) => rig.client.fetch(query(text), contextOf(part));

describe('a query that is on its way for the same caller', () => {
  it('is not sent again, and each who asked gets an answer to keep', async () => {
    await start();
    const [first, second] = await Promise.all([ask({ identity: jane }), ask({ identity: { ...jane } })]);
    expect(rig.received).toHaveLength(1);
    expect(first).toMatchObject({ data: { answer: 1 } });
    expect(second).toEqual(first);
    expect(second.data).not.toBe(first.data);
    await ask({ identity: jane });
    expect(rig.received).toHaveLength(2);
  });

  it.each<[string, Partial<GatewayContext>]>([
    ['user', { identity: { ...jane, userId: 'u2' } }],
    ['session', { identity: { ...jane, sessionId: 's2' } }],
    ['tenant', { identity: { ...jane, tenantId: 't2' } }],
    ['role', { identity: { ...jane, role: 'VIEWER' } }],
    ['set of scopes', { identity: { ...jane, scopes: ['crm:read'] } }],
    ['reason to be there', { identity: { ...jane, act: { reason: 'support' } } }],
    ['set of forwarded headers', { identity: jane, forwarded: { authorization: 'Bearer other' } }],
    ['login', { identity: null }],
  ])('is sent again for another %s', async (_, other) => {
    await start();
    const answers = await Promise.all([ask({ identity: jane }), ask(other)]);
    expect(new Set(answers.map(({ data }) => data?.['answer']))).toEqual(new Set([1, 2]));
  });

  it('is sent again for other variables, after a mutation, and where sharing is off', async () => {
    await start();
    await Promise.all([ask({}, '{ a }'), ask({}, '{ b }')]);
    expect(rig.received).toHaveLength(2);

    const before = ask();
    rig.answering = counting(1);
    await rig.client.fetch(mutation(), contextOf());
    await Promise.all([before, ask()]);
    expect(rig.received).toHaveLength(5);
    await rig.stop();

    await start({ deduplicate: false });
    await Promise.all([ask(), ask()]);
    expect(rig.received).toHaveLength(2);
  });

  it('is not shared by one that has less time left', async () => {
    await start();
    const short = ask({ deadline: Date.now() + 100 });
    const long = ask();
    await expect(short).rejects.toMatchObject({ reason: 'timeout' });
    expect(await long).toMatchObject({ data: { answer: 2 } });
  });

  it('goes on while anyone waits for it, and ends when all have left', async () => {
    await start();
    const closed = new Set<unknown>();
    const answer = counting(300);
    rig.answering = (incoming, outgoing, body) => {
      incoming.socket.once('close', () => closed.add(incoming.socket));
      void answer(incoming, outgoing, body);
    };
    const [one, other] = [new AbortController(), new AbortController()];
    const both = [ask({ signal: one.signal }), ask({ signal: other.signal })];
    await sleep(100);
    one.abort();
    expect(await both[1]).toMatchObject({ data: { answer: 1 } });

    const again = Promise.allSettled([ask({ signal: one.signal }), ask({ signal: other.signal })]);
    await sleep(100);
    expect(closed.size).toBe(0);
    other.abort();
    expect(await again).toMatchObject([{ reason: { reason: 'cancelled' } }, { reason: { reason: 'cancelled' } }]);
    await sleep(50);
    expect(closed.size).toBe(1);
    expect(rig.received).toHaveLength(2);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { gaugeCircuits } from '../src/engine/fetch/circuits.ts';
import { createMetrics } from '../src/metrics.ts';
import { contextOf, json, mutation, query, silence, startFetchRig, type FetchRig } from './support/fetch-rig.ts';

let rig: FetchRig;
afterEach(() => rig.stop());

const ask = (text?: string) => rig.client.fetch(query(text), contextOf());
/** Why a fetch failed, or `ok`. */
const outcomeOf = (fetched: Promise<unknown>): Promise<string> =>
  fetched.then(
    () => 'ok',
    (error: { reason: string }) => error.reason,
  );
/** Outcomes of that many different fetches at once. */
const flood = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, each) => outcomeOf(ask(`{ each${each} }`))));
const brokenGateway = json('down', 503);

describe('the circuit of a subgraph', () => {
  it('opens when most of ten requests failed, and refuses at once until a probe succeeds', async () => {
    rig = await startFetchRig();
    rig.answering = brokenGateway;
    expect(new Set(await flood(10))).toEqual(new Set(['interrupted']));
    expect(rig.client.circuit).toBe('open');

    const before = rig.received.length;
    expect(await flood(5)).toEqual(Array.from({ length: 5 }, () => 'circuit-open'));
    expect(rig.received).toHaveLength(before);
    const refused: unknown = await ask().catch((error: unknown) => error);
    expect(rig.client.describe(refused)).toEqual({
      message: 'The service crm cannot be reached just now.',
      extensions: { code: 'UNAVAILABLE', service: 'crm' },
    });

    rig.answering = json({ data: { ok: true } });
    await sleep(1_050);
    expect(await outcomeOf(ask())).toBe('ok');
    expect(rig.client.circuit).toBe('closed');
  });

  it('lets one request through while it probes, and opens again if that fails', async () => {
    rig = await startFetchRig({ timeoutMs: 300 });
    rig.answering = silence;
    await flood(10);
    expect(rig.client.circuit).toBe('open');
    await sleep(1_050);
    const before = rig.received.length;
    expect((await flood(4)).toSorted()).toEqual(['circuit-open', 'circuit-open', 'circuit-open', 'timeout']);
    expect(rig.received).toHaveLength(before + 1);
    expect(rig.client.circuit).toBe('open');
  });

  it('is not closed by a probe whose client left', async () => {
    rig = await startFetchRig({ timeoutMs: 300 });
    rig.answering = silence;
    await flood(10);
    await sleep(1_050);
    const client = new AbortController();
    const probe = outcomeOf(rig.client.fetch(query(), contextOf({ signal: client.signal })));
    expect(rig.client.circuit).toBe('half-open');
    client.abort();
    expect(await probe).toBe('cancelled');
    expect(rig.client.circuit).toBe('open');
  });

  it.each([
    ['a refusal', json({ errors: [{ message: 'no' }] }, 400)],
    ['a page that is not there', json('lost', 404)],
    ['an error of GraphQL', json({ errors: [{ message: 'no' }] })],
    ['an answer that is too large', json({ data: { text: 'x'.repeat(5_000) } })],
  ])('is not opened by %s', async (_, answering) => {
    rig = await startFetchRig({ maxAnswerBytes: 4_000 });
    rig.answering = answering;
    await flood(20);
    expect(rig.client.circuit).toBe('closed');
  });

  it('is opened by GraphQL that comes with 500, which is passed on none the less', async () => {
    rig = await startFetchRig();
    rig.answering = json({ errors: [{ message: 'no' }] }, 500);
    expect(await flood(10)).toEqual(Array.from({ length: 10 }, () => 'ok'));
    expect(rig.client.circuit).toBe('open');
  });
});

describe('the bulkhead of a subgraph', () => {
  it('has a bounded number of requests wait for their turn, and refuses more', async () => {
    rig = await startFetchRig({ maxConcurrent: 2, maxQueued: 3 });
    rig.answering = (_, outgoing) => setTimeout(() => outgoing.end('{"data":{}}'), 100);
    const outcomes = await flood(7);
    expect(outcomes.toSorted()).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'overloaded', 'overloaded']);
    expect(rig.received).toHaveLength(5);
  });

  it('has nothing wait longer than its time, nor be sent after it', async () => {
    rig = await startFetchRig({ maxConcurrent: 1, timeoutMs: 200 });
    rig.answering = silence;
    const startedAt = Date.now();
    const hasty = contextOf({ deadline: startedAt + 100 });
    const outcomes = await Promise.all([outcomeOf(ask('{ a }')), outcomeOf(rig.client.fetch(query('{ b }'), hasty))]);
    expect(outcomes).toEqual(['timeout', 'timeout']);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    await sleep(100);
    expect(rig.received).toHaveLength(1);
  });

  it('does not hold up a mutation that was admitted, when its client leaves', async () => {
    rig = await startFetchRig({ maxConcurrent: 1 });
    rig.answering = (_, outgoing) => setTimeout(() => outgoing.end('{"data":{}}'), 100);
    const client = new AbortController();
    const first = outcomeOf(rig.client.fetch(mutation(), contextOf({ signal: client.signal })));
    const second = outcomeOf(ask());
    client.abort();
    expect(await Promise.all([first, second])).toEqual(['ok', 'ok']);
  });
});

describe('the circuits of a gateway', () => {
  it('are among its metrics', async () => {
    rig = await startFetchRig();
    const metrics = createMetrics();
    gaugeCircuits(metrics, () => ({ auth: 'closed', crm: rig.client.circuit }));
    rig.answering = brokenGateway;
    await flood(10);
    const text = await metrics.render();
    expect(text).toContain('tessera_gateway_subgraph_circuit{subgraph="auth"} 0');
    expect(text).toContain('tessera_gateway_subgraph_circuit{subgraph="crm"} 2');
  });
});

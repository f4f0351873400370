import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import type { FetchAnswer, FetchRequest } from '../src/engine/contract.ts';
import { contextOf, json, silence, startFetchRig, type Answering, type FetchRig } from './support/fetch-rig.ts';

const SUBSCRIPTION: FetchRequest = { kind: 'subscription', body: JSON.stringify({ query: 'subscription { ticked }' }) };
const tick = (ticked: unknown) => `event: next\ndata: ${JSON.stringify({ data: { ticked } })}\n\n`;
const COMPLETE = 'event: complete\ndata:\n\n';

const stream =
  (tell: (outgoing: ServerResponse) => unknown): Answering =>
  (_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    void tell(outgoing);
  };

let rig: FetchRig;
beforeEach(async () => {
  rig = await startFetchRig({ timeoutMs: 1_000, events: { maxWaiting: 10_000, catchUpMs: 300 } });
});
afterEach(() => rig.stop());

const follow = (part: Parameters<typeof contextOf>[0] = {}) => rig.client.subscribe(SUBSCRIPTION, contextOf(part));

async function all(events: AsyncIterable<FetchAnswer>): Promise<unknown[]> {
  const data: unknown[] = [];
  for await (const event of events) data.push(event.data?.['ticked'] ?? event.errors);
  return data;
}

describe('events of a subgraph', () => {
  it('are given in their order, however they arrive, until it says that there are no more', async () => {
    const text = `:\n\n${tick('ä')}${tick(2)}:\n\n${tick(3)}${COMPLETE}`;
    rig.answering = stream((outgoing) => {
      for (const byte of Buffer.from(text)) outgoing.write(Buffer.of(byte));
    });
    expect(await all(follow())).toEqual(['ä', 2, 3]);
  });

  it.each([
    ['event: complete\n\n', 'text/event-stream'],
    ['event:complete\r\n\r\n', 'text/event-stream'],
    [COMPLETE, 'Text/Event-Stream; charset=utf-8'],
  ])('end with %j in a stream of the type %s', async (end, type) => {
    rig.answering = (_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': type });
      for (const each of tick(1) + end) outgoing.write(each);
      outgoing.end();
    };
    expect(await all(follow())).toEqual([1]);
    rig.answering = (_, outgoing) => outgoing.writeHead(200, { 'content-type': type }).end(end);
    expect(await all(follow())).toEqual([]);
  });

  it('are asked for as a stream of events', async () => {
    const accepted: unknown[] = [];
    rig.answering = (incoming, outgoing) => {
      accepted.push(incoming.headers.accept);
      outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(COMPLETE);
    };
    expect(await all(follow())).toEqual([]);
    expect(accepted).toEqual(['text/event-stream']);
    expect(rig.received).toEqual([SUBSCRIPTION.body]);
  });

  it('may be one answer instead, as a refusal is', async () => {
    rig.answering = json({ errors: [{ message: 'No.' }] }, 400);
    expect(await all(follow())).toEqual([[{ message: 'No.' }]]);
  });

  it.each<[string, Answering, string]>([
    ['ends without saying so', stream((outgoing) => outgoing.end(tick(1))), 'interrupted'],
    ['says in a comment that it is complete', stream((outgoing) => outgoing.end(`${tick(1)}: event: complete\n\n`)), 'interrupted'],
    ['is cut off', stream((outgoing) => outgoing.write(tick(1), () => outgoing.destroy())), 'interrupted'],
    ['sends what is no answer', stream((outgoing) => outgoing.write(`${tick(1)}event: next\ndata: 2\n\n`)), 'interrupted'],
    ['sends an event that is too long', stream((outgoing) => outgoing.write(tick(1) + tick('x'.repeat(2_000_000)))), 'too-large'],
  ])('fail after the last that was sound where the subgraph %s', async (_what, answering, reason) => {
    rig.answering = answering;
    const events = follow();
    expect((await events.next()).value).toMatchObject({ data: { ticked: 1 } });
    await expect(events.next()).rejects.toMatchObject({ reason });
    expect(await rig.counted('failures')).toBe(1);
  });

  it('fail where the subgraph does not answer in time', async () => {
    rig.answering = silence;
    await expect(follow().next()).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('are asked for again where the subgraph hung up before it answered', async () => {
    rig.answering = (incoming) => {
      rig.answering = stream((outgoing) => outgoing.end(tick(1) + COMPLETE));
      incoming.socket.destroy();
    };
    expect(await all(follow())).toEqual([1]);
    expect(await rig.counted('retries')).toBe(1);
  });

  it('are no longer listened to when the client has left', async () => {
    const closed = Promise.withResolvers<void>();
    rig.answering = stream((outgoing) => {
      outgoing.on('close', closed.resolve);
      outgoing.write(tick(1) + tick(2));
    });
    const leaving = new AbortController();
    const events = follow({ signal: leaving.signal });
    await events.next();
    leaving.abort();
    await closed.promise;
    await expect(events.next()).rejects.toMatchObject({ reason: 'cancelled' });
    expect(await rig.counted('failures')).toBe(0);
  });

  it('do not take the connections of the fetches', async () => {
    rig.answering = (incoming, outgoing, body) =>
      (body === SUBSCRIPTION.body ? stream((each) => each.write(tick(1))) : json({ data: { ok: true } }))(incoming, outgoing, body);
    const streams = Array.from({ length: 150 }, () => follow());
    await Promise.all(streams.map((each) => each.next()));
    const answer = await rig.client.fetch({ kind: 'query', body: '{}' }, contextOf());
    expect(answer.data).toEqual({ ok: true });
    await Promise.all(streams.map((each) => each.return()));
  });
});

describe('a client that is slower than its events', () => {
  /** Sends one event after the other as fast as the connection takes them. */
  const flood = (upTo: number, sent: { count: number; isClosed: boolean }) =>
    stream((outgoing) => {
      outgoing.on('close', () => void (sent.isClosed = true));
      const pour = () => {
        while (sent.count < upTo && !outgoing.destroyed) if (!outgoing.write(tick(sent.count++))) return;
        if (sent.count === upTo) outgoing.end(COMPLETE);
      };
      outgoing.on('drain', pour);
      pour();
    });

  it('gets all of them as long as it catches up', async () => {
    const sent = { count: 0, isClosed: false };
    rig.answering = flood(50_000, sent);
    expect(await all(follow())).toHaveLength(50_000);
  });

  it('holds the subgraph back meanwhile, and loses the stream where it never does', async () => {
    const sent = { count: 0, isClosed: false };
    rig.answering = flood(10_000_000, sent);
    const events = follow();
    await events.next();
    await eventually(async () => sent.isClosed);
    // What the connection's buffers hold on both sides is some megabytes, of which an event takes 50 bytes.
    expect(sent.count).toBeLessThan(1_000_000);
    let taken = 1;
    const rest = (async () => {
      for await (const event of events) taken += event.data ? 1 : 0;
    })();
    await expect(rest).rejects.toMatchObject({ reason: 'unread' });
    expect(taken).toBeLessThan(5_000);
    expect(rig.client.describe(await rest.catch((failure: unknown) => failure))).toEqual({
      message: 'Events of the service crm came faster than they were read. Subscribe again, and read on.',
      extensions: { code: 'LIMIT_EXCEEDED', service: 'crm' },
    });
  });
});

import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttpServer, eventStreamResponse, type RunningHttpServer } from '@tessera/http';

let server: RunningHttpServer;
const faults: unknown[] = [];

async function serve(results: () => AsyncIterator<string, void>, keepAliveMs?: number): Promise<string> {
  const handle = () => eventStreamResponse(results(), keepAliveMs);
  server = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 100,
    routes: [{ method: 'GET', path: '/', handle }],
    onError: (error) => void faults.push(error),
  });
  return `http://127.0.0.1:${server.port}`;
}

afterEach(async () => {
  await server.close(100);
  faults.length = 0;
});

describe('a stream of events', () => {
  it('tells each result as it comes, and that it was the last', async () => {
    const origin = await serve(async function* results() {
      yield '{"data":1}';
      yield '{"data":2}';
    });
    const response = await fetch(origin);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe(
      ':\n\nevent: next\ndata: {"data":1}\n\nevent: next\ndata: {"data":2}\n\nevent: complete\ndata:\n\n',
    );
  });

  it('begins before there is a result, and says from time to time that it is alive', async () => {
    const asked = Promise.withResolvers<void>();
    const origin = await serve(async function* results() {
      await asked.promise;
      yield '{}';
    }, 20);
    const response = await fetch(origin);
    await sleep(200);
    asked.resolve();
    expect(await response.text()).toMatch(/^(:\n\n){3,}event: next\n/);
  });

  it('asks for no more than its client takes', async () => {
    let asked = 0;
    const origin = await serve(async function* results() {
      for (; asked < 10_000; asked++) yield JSON.stringify('x'.repeat(10_000));
    });
    const incoming = await new Promise<IncomingMessage>((resolve) => request(origin, resolve).end());
    await sleep(300);
    expect(asked).toBeLessThan(2_000);
    incoming.destroy();
  });

  it('gives up its results when its client leaves', async () => {
    const left = Promise.withResolvers<void>();
    const origin = await serve(() => ({
      next: () => new Promise(() => undefined),
      async return() {
        left.resolve();
        return { done: true, value: undefined };
      },
    }));
    const leaving = new AbortController();
    await fetch(origin, { signal: leaving.signal });
    leaving.abort();
    await left.promise;
  });

  it('is cut off without an end where it is broken off, though its results end upon it', async () => {
    const ended = Promise.withResolvers<IteratorResult<string, void>>();
    const response = eventStreamResponse({
      next: () => ended.promise,
      async return() {
        ended.resolve({ done: true, value: undefined });
        return { done: true, value: undefined };
      },
    });
    server = await createHttpServer({
      host: '127.0.0.1',
      port: 0,
      maxBodyBytes: 100,
      routes: [{ method: 'GET', path: '/', handle: () => response }],
      onError: (error) => void faults.push(error),
    });
    const answer = await fetch(`http://127.0.0.1:${server.port}`);
    response.body.destroy();
    await expect(answer.text()).rejects.toThrow();
    expect(faults).toEqual([]);
  });

  it('is cut off where the results fail, so that nobody takes it for complete', async () => {
    const fault = new Error('secret');
    const origin = await serve(async function* results() {
      yield '{}';
      throw fault;
    });
    await expect(fetch(origin).then((response) => response.text())).rejects.toThrow();
    expect(faults).toEqual([fault]);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CLAIMS_HEADER, createMemoryNonces, SIGNATURE_HEADER, signingKey, verifyRequest } from '@tessera/identity';
import type { SubgraphClientOptions } from '../src/engine/fetch/subgraph-client.ts';
import { contextOf, json, mutation, query, silence, startFetchRig, type FetchRig } from './support/fetch-rig.ts';

let rig: FetchRig;
const start = async (options: Partial<SubgraphClientOptions> = {}) => {
  rig = await startFetchRig(options);
};
afterEach(() => rig.stop());
const failure = (reason: string) => expect.objectContaining({ name: 'Error', reason });

describe('a fetch', () => {
  it('gives the data and the errors that the subgraph answered', async () => {
    await start();
    const answer = { data: { name: 'Zoë 🙂' }, errors: [{ message: 'half', path: ['other'] }] };
    rig.answering = json(answer);
    expect(await rig.client.fetch(query(), contextOf())).toMatchObject({ ...answer, isPlain: true });
    rig.answering = json({ data: { name: 'two\nlines' } });
    expect(await rig.client.fetch(query(), contextOf())).toMatchObject({ isPlain: false });
    expect(rig.received[0]).toBe('{"query":"{ ok }"}');
  });

  it('takes null for no errors, as servers write it that leave no field out', async () => {
    await start();
    rig.answering = json({ data: { ok: true }, errors: null });
    expect(await rig.client.fetch(query(), contextOf())).toMatchObject({ data: { ok: true }, errors: undefined });
  });

  it('reads a character that two packets share', async () => {
    await start();
    const text = Buffer.from(JSON.stringify({ data: { name: 'Zoë' } }));
    const cut = text.indexOf(0xc3) + 1;
    rig.answering = (_, outgoing) => {
      outgoing.write(text.subarray(0, cut));
      setTimeout(() => outgoing.end(text.subarray(cut)), 50);
    };
    expect(await rig.client.fetch(query(), contextOf())).toMatchObject({ data: { name: 'Zoë' } });
  });

  it('keeps its connections', async () => {
    await start();
    const ports = new Set<number | undefined>();
    rig.answering = (incoming, outgoing) => {
      ports.add(incoming.socket.remotePort);
      json({ data: {} })(incoming, outgoing);
    };
    for (let each = 0; each < 20; each += 1) await rig.client.fetch(query(), contextOf());
    expect(ports.size).toBeLessThan(4);
  });

  it('is signed anew with each attempt, for a subgraph of ours', async () => {
    const key = signingKey(Buffer.alloc(32, 7));
    await start({ key });
    const verifier = { key, nonces: createMemoryNonces() };
    const seen: unknown[] = [];
    rig.answering = async ({ headers }, outgoing, body) => {
      const sent = { claims: headers[CLAIMS_HEADER] as string, signature: headers[SIGNATURE_HEADER] as string };
      seen.push(await verifyRequest(verifier, { method: 'POST', path: '/graphql', audience: 'crm', body }, sent));
      outgoing.writeHead(seen.length === 1 ? 401 : 200).end('{"data":{"ok":true}}');
    };
    await rig.client.fetch(mutation(), contextOf({ requestId: 'r7', userAgent: 'test' }));
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({ identity: null, requestId: 'r7', clientAddress: '127.0.0.1', userAgent: 'test' });
  });

  it("takes the client's forwarded headers along to any other, save those of the connection", async () => {
    await start();
    let headers = {};
    rig.answering = (incoming, outgoing) => {
      ({ headers } = incoming);
      json({ data: {} })(incoming, outgoing);
    };
    const forwarded = { authorization: 'Bearer abc', 'Content-Length': '1', host: 'evil.example' };
    await rig.client.fetch(query(), contextOf({ forwarded }));
    expect(headers).toMatchObject({ authorization: 'Bearer abc', 'content-length': '18' });
    expect(headers).not.toMatchObject({ host: 'evil.example' });
  });
});

describe('a fetch that fails', () => {
  const described = async (part: ReturnType<typeof query>) => {
    const caught: unknown = await rig.client.fetch(part, contextOf()).catch((error: unknown) => error);
    return rig.client.describe(caught);
  };

  it('is told with the name of the service: too slow, too large, out of reach', async () => {
    await start({ timeoutMs: 200, maxAnswerBytes: 1_000 });
    rig.answering = silence;
    expect(await described(query())).toEqual({
      message: 'The service crm did not answer in time.',
      extensions: { code: 'DEADLINE_EXCEEDED', service: 'crm' },
    });
    rig.answering = json({ data: 'x'.repeat(2_000) });
    expect(await described(query())).toEqual({
      message: 'The answer of the service crm is too large. Ask for fewer records at once.',
      extensions: { code: 'UNAVAILABLE', service: 'crm' },
    });
    rig.answering = (incoming) => incoming.socket.destroy();
    expect(await described(query())).toEqual({
      message: 'The service crm cannot be reached just now.',
      extensions: { code: 'UNAVAILABLE', service: 'crm' },
    });
    expect(await rig.counted('failures')).toBe(3);
  });

  it('is given up as soon as the answer says that it is too large', async () => {
    await start({ maxAnswerBytes: 1_000 });
    rig.answering = (_, outgoing) => outgoing.writeHead(200, { 'content-length': 2_000 }).flushHeaders();
    expect((await described(query())).message).toMatch('too large');
  });

  it.each([
    ['a page of a proxy', '<h1>Bad gateway</h1>'],
    ['half an answer', '{"data":{"ok":tr'],
    ['null', 'null'],
    ['a list as data', '{"data":[]}'],
    ['null as an error', '{"errors":[null]}'],
    ['nothing', ''],
  ])('got %s', async (_, text) => {
    await start();
    rig.answering = (_incoming, outgoing) => outgoing.end(text);
    await expect(rig.client.fetch(query(), contextOf())).rejects.toEqual(failure('interrupted'));
  });

  it('is sent once more when it was a query, and a mutation only if it cannot have been carried out', async () => {
    await start();
    rig.answering = (incoming) => incoming.socket.destroy();
    await expect(rig.client.fetch(query(), contextOf())).rejects.toEqual(failure('interrupted'));
    expect(rig.received).toHaveLength(2);
    await expect(rig.client.fetch(mutation(), contextOf())).rejects.toEqual(failure('interrupted'));
    expect(rig.received).toHaveLength(3);
    expect(await rig.counted('retries')).toBe(1);
  });

  it('is sent once more, as a mutation too, when there was no connection', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => gone.once('listening', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    await start({ url: new URL(`http://127.0.0.1:${port}/graphql`) });
    await expect(rig.client.fetch(mutation(), contextOf())).rejects.toEqual(failure('connection'));
    expect(await rig.counted('retries')).toBe(1);
  });

  it('ends with the operation, if that has less time left', async () => {
    await start({ timeoutMs: 60_000 });
    rig.answering = silence;
    const asked = rig.client.fetch(query(), contextOf({ deadline: Date.now() + 100 }));
    await expect(asked).rejects.toEqual(failure('timeout'));
  });
});

describe('a client that leaves', () => {
  it('takes its query along', async () => {
    await start();
    let closed = 0;
    rig.answering = (incoming) => incoming.socket.once('close', () => (closed += 1));
    const client = new AbortController();
    const asked = rig.client.fetch(query(), contextOf({ signal: client.signal }));
    await sleep(100);
    client.abort();
    await expect(asked).rejects.toEqual(failure('cancelled'));
    await sleep(50);
    expect(closed).toBe(1);
    await expect(rig.client.fetch(query(), contextOf({ signal: client.signal }))).rejects.toEqual(failure('cancelled'));
    expect(await rig.counted('failures')).toBe(0);
  });

  it('leaves its mutation to be seen through', async () => {
    await start();
    const client = new AbortController();
    rig.answering = (_, outgoing) => setTimeout(() => outgoing.end('{"data":{"ok":true}}'), 200);
    const asked = rig.client.fetch(mutation(), contextOf({ signal: client.signal }));
    await sleep(50);
    client.abort();
    expect(await asked).toMatchObject({ data: { ok: true } });
  });
});

describe("a subgraph's own error", () => {
  it('shows what clients may see, and whose fault it is', async () => {
    await start();
    const { client } = rig;
    expect(client.extensionsOf({ extensions: { code: 'NOT_FOUND', sql: 'select' } })).toEqual({ code: 'NOT_FOUND' });
    expect(client.extensionsOf({ extensions: { code: 'ODD' } })).toEqual({ code: 'ODD', service: 'crm' });
    expect(client.extensionsOf({})).toEqual({ service: 'crm' });
  });
});

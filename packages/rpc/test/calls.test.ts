import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { AppError, badInput } from '@tessera/errors';
import { eventually } from '@tessera/testkit';
import {
  createRpcClient,
  EventLogDefinition,
  MAX_MESSAGE_BYTES,
  ProvisioningDefinition,
  rpcService,
  startRpcServer,
  TrustDefinition,
  type CallContext,
  type RunningRpcServer,
} from '../src/index.ts';
import { emptyTail, keyringOf, prepareRequest, startCrm, tailRequest } from './support.ts';

describe('calls between services', () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const running = async (server: Promise<RunningRpcServer>) => {
    const started = await server;
    cleanups.push(() => started.stop());
    return started;
  };
  const tailClient = (port: number) => {
    const client = createRpcClient(EventLogDefinition, {
      target: `127.0.0.1:${port}`, callee: 'crm', keyring: keyringOf('superadmin'),
    });
    cleanups.push(() => client.close());
    return client;
  };
  const prepareClient = (port: number) => {
    const client = createRpcClient(ProvisioningDefinition, {
      target: `127.0.0.1:${port}`, callee: 'crm', keyring: keyringOf('tenants'),
    });
    cleanups.push(() => client.close());
    return client;
  };

  it('carry caller, request id and deadline to the handler', async () => {
    let seen: CallContext | undefined;
    const server = await running(startCrm({
      tail: async (_, call) => {
        seen = call;
        return emptyTail;
      },
    }));
    await tailClient(server.port).tail(tailRequest, { requestId: 'request-7' });
    expect(seen).toMatchObject({ caller: 'superadmin', requestId: 'request-7' });
    expect(seen!.deadline - Date.now()).toBeGreaterThan(1_000);
    expect(seen!.deadline - Date.now()).toBeLessThanOrEqual(2_100);
  });

  it('end at their deadline, which the handler is told', async () => {
    let aborted: Promise<unknown> | undefined;
    const server = await running(startCrm({
      tail: async (_, { signal }) => {
        aborted = once(signal, 'abort');
        await aborted;
        return emptyTail;
      },
    }));
    const started = Date.now();
    await expect(tailClient(server.port).tail(tailRequest, { deadlineMs: 150 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      details: { service: 'crm' },
    });
    expect(Date.now() - started).toBeLessThan(1_000);
    await aborted;
  });

  it('are refused without a deadline', async () => {
    const server = await running(startCrm({}, { allowed: { '/tessera.v1.EventLog/Tail': ['superadmin'] } }));
    const client = tailClient(server.port);
    await expect(client.tail(tailRequest, { deadlineMs: Infinity })).rejects.toMatchObject({
      cause: { code: status.INVALID_ARGUMENT },
    });
  });

  it('are cancelled with their signal, and reject with its reason', async () => {
    const entered = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const server = await running(startCrm({
      tail: async (_, { signal }) => {
        entered.resolve();
        await once(signal, 'abort');
        left.resolve();
        return emptyTail;
      },
    }));
    const controller = new AbortController();
    const call = tailClient(server.port).tail(tailRequest, { signal: controller.signal });
    await entered.promise;
    controller.abort(new Error('no longer needed'));
    await expect(call).rejects.toThrow('no longer needed');
    await left.promise;
  });

  it('bring an AppError back with its code, message and details', async () => {
    const server = await running(startCrm({
      prepare: async ({ slug }) => {
        if (slug === 'ü') throw badInput('input.slug', 'A slug has no “ü”.');
        throw new AppError('CONFLICT', 'Somebody was faster.', { currentVersion: 3 });
      },
    }));
    const client = prepareClient(server.port);
    await expect(client.prepare(prepareRequest)).rejects.toMatchObject({
      name: 'AppError', code: 'CONFLICT', message: 'Somebody was faster.', details: { currentVersion: 3 },
    });
    await expect(client.prepare({ ...prepareRequest, slug: 'ü' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT', message: 'A slug has no “ü”.', details: { field: 'input.slug' },
    });
  });

  it('hide a fault from the caller and tell it to the log', async () => {
    const faults: unknown[] = [];
    const server = await running(startCrm(
      { prepare: async () => Promise.reject(new Error('password=hunter2')) },
      { onFault: (error, call) => faults.push([String(error), call.requestId]) },
    ));
    const failed = prepareClient(server.port).prepare(prepareRequest, { requestId: 'r9' });
    await expect(failed).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    await failed.catch((error: Error) => expect(JSON.stringify([error.message, error.cause])).not.toContain('hunter2'));
    expect(faults).toEqual([['Error: password=hunter2', 'r9']]);
  });

  it('are refused above the size cap, in either direction', async () => {
    let prepared = 0;
    const server = await running(startCrm({
      prepare: async ({ tier }) => {
        prepared += 1;
        return { detail: 'x'.repeat(Number(tier)) };
      },
    }));
    const client = prepareClient(server.port);
    const tooLarge = { ...prepareRequest, slug: 'x'.repeat(MAX_MESSAGE_BYTES) };
    await expect(client.prepare(tooLarge)).rejects.toMatchObject({ cause: { code: status.RESOURCE_EXHAUSTED } });
    expect(prepared).toBe(0);
    await expect(client.prepare({ ...prepareRequest, tier: String(MAX_MESSAGE_BYTES) })).rejects.toMatchObject({
      cause: { code: status.RESOURCE_EXHAUSTED },
    });
    await expect(client.prepare({ ...prepareRequest, tier: '1000' })).resolves.toHaveProperty('detail.length', 1_000);
  });

  it('are sent again after UNAVAILABLE, each time with a signature of its own', async () => {
    let attempts = 0;
    const server = await running(startCrm({
      tail: async () => {
        attempts += 1;
        if (attempts < 3) throw new AppError('UNAVAILABLE', 'Not yet.');
        return emptyTail;
      },
    }));
    await expect(tailClient(server.port).tail(tailRequest)).resolves.toEqual(emptyTail);
    expect(attempts).toBe(3);
  });

  it('find a service again that went away and came back', async () => {
    const first = await startCrm();
    const client = tailClient(first.port);
    await expect(client.tail(tailRequest)).resolves.toEqual(emptyTail);
    await first.stop();
    await expect(client.tail(tailRequest)).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { service: 'crm' } });
    await running(startCrm({}, { port: first.port }));
    expect(await eventually(() => client.tail(tailRequest), { withinMs: 3_000 })).toEqual(emptyTail);
  });

  it('end a stream at the server when its reader stops, and do not outrun a slow reader', async () => {
    let sent = 0;
    const ended = Promise.withResolvers<void>();
    const big = { $case: 'sessionRevoked' as const, value: { sessionId: 'x'.repeat(100_000) } };
    async function* watch() {
      try {
        for (; sent < 1_000; sent += 1) yield { kind: big };
      } finally {
        ended.resolve();
      }
    }
    const server = await running(startRpcServer({
      service: 'crm', keyring: keyringOf('crm'), host: '127.0.0.1', port: 0, health: async () => true,
      services: [rpcService(TrustDefinition, { watch })],
      allowed: { '/tessera.v1.Trust/Watch': ['gateway'] },
    }));
    const target = `127.0.0.1:${server.port}`;
    const client = createRpcClient(TrustDefinition, { target, callee: 'crm', keyring: keyringOf('gateway') });
    cleanups.push(() => client.close());
    for await (const event of client.watch({})) {
      expect(event.kind?.$case).toBe('sessionRevoked');
      await delay(200);
      break;
    }
    await ended.promise;
    expect(sent).toBeLessThan(1_000);
  });

  it('let a call under way finish when the server stops, and end a long poll at once', async () => {
    const server = await startCrm({
      prepare: async () => {
        await delay(300);
        return { detail: 'done' };
      },
      tail: async (_, { signal }) => {
        await once(signal, 'abort');
        throw signal.reason;
      },
    });
    const prepared = prepareClient(server.port).prepare(prepareRequest);
    const polled = tailClient(server.port).tail(tailRequest, { deadlineMs: 10_000 }).catch((error: unknown) => error);
    await delay(100);
    const stopped = Date.now();
    await Promise.all([server.stop(), expect(prepared).resolves.toEqual({ detail: 'done' })]);
    expect(Date.now() - stopped).toBeLessThan(1_500);
    expect(await polled).toMatchObject({ code: 'UNAVAILABLE' });
  });
});

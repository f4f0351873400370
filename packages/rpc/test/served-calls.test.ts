import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onOwnAccount, serve, type Identity } from '@tessera/identity';
import {
  createRpcClient,
  EventLogDefinition,
  ProvisioningDefinition,
  type CallContext,
  type HandlersOf,
  type PromiseClientOf,
} from '../src/index.ts';
import { emptyTail, keyringOf, prepareRequest, startCrm, tailRequest } from './support.ts';

type Prepare = HandlersOf<typeof ProvisioningDefinition>['prepare'];
type Tail = HandlersOf<typeof EventLogDefinition>['tail'];

const identity: Identity = { userId: 'ada', sessionId: 's', tenantId: 't', role: 'OWNER' };
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** tenants → crm.Prepare → crm.Tail: what the second call is told is what the first one passed on. */
describe('a call that is made in answer to another', () => {
  const cleanups: (() => unknown)[] = [];
  let prepare: Prepare;
  let tail: Tail;
  let outer: PromiseClientOf<typeof ProvisioningDefinition>;
  let inner: PromiseClientOf<typeof EventLogDefinition>;
  let seen: CallContext | undefined;

  beforeEach(async () => {
    seen = undefined;
    tail = async (_, call) => {
      seen = call;
      return emptyTail;
    };
    prepare = async () => {
      await inner.tail(tailRequest);
      return { detail: 'asked' };
    };
    const server = await startCrm({ prepare: (...args) => prepare(...args), tail: (...args) => tail(...args) });
    cleanups.push(() => server.stop());
    const to = { target: `127.0.0.1:${server.port}`, callee: 'crm' };
    const first = createRpcClient(ProvisioningDefinition, { ...to, keyring: keyringOf('tenants') });
    const second = createRpcClient(EventLogDefinition, { ...to, keyring: keyringOf('superadmin') });
    cleanups.push(() => first.close(), () => second.close());
    [outer, inner] = [first, second];
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  it('carries its identity, trace and request id on', async () => {
    const request = { requestId: 'request-9', identity, traceparent };
    await serve(request, () => outer.prepare(prepareRequest));
    expect(seen).toMatchObject({ ...request, caller: 'superadmin' });
  });

  it('gets less time than is left, however much it would like', async () => {
    let given = 0;
    prepare = async (_, { deadline }) => {
      given = deadline;
      await inner.tail(tailRequest, { deadlineMs: 60_000 });
      return { detail: 'asked' };
    };
    await outer.prepare(prepareRequest, { deadlineMs: 1_500 });
    expect(seen!.deadline).toBeLessThan(given);
    expect(seen!.deadline).toBeGreaterThan(given - 500);
  });

  it('is not made when no time is left for it', async () => {
    const request = { requestId: 'late', identity: null, deadline: Date.now() + 5 };
    await expect(serve(request, () => inner.tail(tailRequest))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      details: { service: 'crm' },
    });
    expect(seen).toBeUndefined();
  });

  it('ends with it', async () => {
    const entered = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    tail = async (_, { signal }) => {
      entered.resolve();
      await once(signal, 'abort');
      left.resolve();
      return emptyTail;
    };
    const impatient = new AbortController();
    const call = outer.prepare(prepareRequest, { signal: impatient.signal, deadlineMs: 30_000 });
    await entered.promise;
    impatient.abort(new Error('gone'));
    await expect(call).rejects.toThrow('gone');
    await left.promise;
  });

  it('is the service’s own once it works on its own account', async () => {
    prepare = async () => {
      await onOwnAccount(() => inner.tail(tailRequest, { deadlineMs: 60_000 }));
      return { detail: 'asked' };
    };
    await serve({ requestId: 'r', identity }, () => outer.prepare(prepareRequest, { deadlineMs: 1_500 }));
    expect(seen).toMatchObject({ identity: null });
    expect(seen!.deadline - Date.now()).toBeGreaterThan(30_000);
  });
});

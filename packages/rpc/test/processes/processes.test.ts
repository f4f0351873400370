import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, credentials, status } from '@grpc/grpc-js';
import { createAuthority, issueCertificate, writeTlsFolder } from '@tessera/platform';
import {
  AuthServiceDefinition,
  createHealthClient,
  createRpcClient,
  MAX_MESSAGE_BYTES,
  methodPath,
  ProvisioningDefinition,
  type PromiseClientOf,
  type RpcClientOptions,
  type ServiceDefinition,
} from '@tessera/rpc';
import { eventually } from '@tessera/testkit';
import { keyringOf, startCallee, type Callee } from './callee.ts';

const cleanups: (() => unknown)[] = [];
let callee: Callee;
beforeAll(async () => {
  callee = await startCallee();
});
afterAll(() => callee.stop());
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A client in this process, of its own circuit. */
const clientOf = (options: Partial<RpcClientOptions> = {}) => connect(ProvisioningDefinition, options);

function connect<D extends ServiceDefinition>(definition: D, options: Partial<RpcClientOptions> = {}): PromiseClientOf<D> {
  const given = { target: callee.target, callee: 'crm', keyring: keyringOf('tenants'), ...options };
  const client = createRpcClient(definition, given);
  cleanups.push(() => client.close());
  return client;
}

const request = (slug: string, tier = '') => ({ tenantId: 't', slug, tier });

describe('between two processes, a call', () => {
  it('ends at its deadline, on both sides', async () => {
    const before = callee.count('given up');
    const call = clientOf().prepare(request('never'), { deadlineMs: 300 });
    await expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', details: { service: 'crm' } });
    await eventually(async () => callee.count('given up') > before, { withinMs: 5_000 });
  });

  it('is given up by the callee when the caller cancels it', async () => {
    const [asked, before] = [callee.count('asked never'), callee.count('given up')];
    const caller = new AbortController();
    const call = clientOf().prepare(request('never'), { signal: caller.signal, deadlineMs: 60_000 });
    await eventually(async () => callee.count('asked never') > asked);
    caller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await eventually(async () => callee.count('given up') > before, { withinMs: 5_000 });
  });

  it('is sent again when the callee is unavailable for a moment', async () => {
    await expect(clientOf().prepare(request('second-time'))).resolves.toEqual({ detail: 'x' });
    expect(callee.count('asked second-time')).toBe(2);
  });

  it('is sent three times at most, and once where a second time could do harm', async () => {
    const auth = connect(AuthServiceDefinition);
    await expect(auth.validateToken({ accessToken: 'x' })).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'Not now.' });
    const password = auth.validateCredentials({ email: 'ada@demo.com', password: 'x' });
    await expect(password).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'Not now.' });
    expect([callee.count('asked token'), callee.count('asked credentials')]).toEqual([3, 1]);
  });

  it('is not made any more while the circuit is open', async () => {
    const client = clientOf();
    for (let count = 0; count < 40; count += 1) await client.prepare(request('broken')).catch(() => undefined);
    const asked = callee.count('asked broken');
    expect(asked).toBeLessThan(40);
    await expect(client.prepare(request('well'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await eventually(() => client.prepare(request('well')), { withinMs: 10_000 });
  });

  it('is refused above the size cap, whichever way it goes', async () => {
    const tooLarge = { cause: { code: status.RESOURCE_EXHAUSTED } };
    const client = clientOf();
    await expect(client.prepare(request('x'.repeat(MAX_MESSAGE_BYTES)))).rejects.toMatchObject(tooLarge);
    await expect(client.prepare(request('large', String(MAX_MESSAGE_BYTES)))).rejects.toMatchObject(tooLarge);
  });

  it('is refused to who does not prove itself, and to who is not on the list', async () => {
    const stranger = new Client(callee.target, credentials.createInsecure());
    cleanups.push(() => stranger.close());
    const path = methodPath(ProvisioningDefinition, 'prepare');
    const code = await new Promise((resolve) => {
      const asIs = (bytes: Buffer) => bytes;
      const options = { deadline: Date.now() + 5_000 };
      stranger.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), options, (error) => resolve(error?.code));
    });
    expect(code).toBe(status.UNAUTHENTICATED);
    const unlisted = clientOf({ keyring: keyringOf('superadmin') }).prepare(request('unlisted'));
    await expect(unlisted).rejects.toMatchObject({ cause: { code: status.PERMISSION_DENIED } });
    expect([callee.count('asked '), callee.count('asked unlisted')]).toEqual([0, 0]);
  });

  it('finds a callee again that was killed and has come back', async () => {
    const first = await startCallee();
    const client = clientOf({ target: first.target });
    await client.prepare(request('well'));
    await first.kill();
    await expect(client.prepare(request('well'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const second = await startCallee({ TEST_PORT: String(first.port) });
    cleanups.push(() => second.stop());
    await eventually(() => client.prepare(request('well')), { withinMs: 10_000 });
  });

  it('is refused where a certificate has expired, and made once it has been replaced', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tessera-processes-'));
    cleanups.push(() => rm(root, { recursive: true }));
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
    const authority = await createAuthority({ name: 'test', validTo: inHours(1) });
    const certify = async (name: string, validTo: Date) => {
      const own = await issueCertificate(authority, { name, validFrom: inHours(-2), validTo });
      await writeTlsFolder(join(root, name), authority, own);
    };
    await certify('crm', inHours(1));
    await certify('tenants', inHours(-1));
    const secured = await startCallee({ TESSERA_TLS_DIR: join(root, 'crm') });
    cleanups.push(() => secured.stop());
    const keyring = { ...keyringOf('tenants'), tlsFolder: join(root, 'tenants') };
    const client = clientOf({ target: secured.target, keyring });
    await expect(client.prepare(request('well'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await certify('tenants', inHours(1));
    await eventually(() => client.prepare(request('well')), { withinMs: 15_000 });
  });

  it('tells the health of a process to anybody', async () => {
    const health = createHealthClient(callee.target, 'crm');
    cleanups.push(() => health.close());
    expect(await health.check()).toBe('SERVING');
  });
});

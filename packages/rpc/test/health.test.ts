import { Client, credentials, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { createHealthClient, type RpcServerOptions } from '../src/index.ts';
import { startCrm } from './support.ts';

describe('the health of a service', () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function start(health: RpcServerOptions['health']): Promise<string> {
    const server = await startCrm({}, { health });
    cleanups.push(() => server.stop());
    return `127.0.0.1:${server.port}`;
  }

  it('is told to anybody who asks, and follows what the service says', async () => {
    let healthy = true;
    const client = createHealthClient(await start(async () => healthy), 'crm');
    cleanups.push(() => client.close());
    expect(await client.check()).toBe('SERVING');
    healthy = false;
    await eventually(async () => (await client.check()) === 'NOT_SERVING', { withinMs: 3_000 });
  });

  it('is NOT_SERVING when the service cannot say it within a second', async () => {
    const client = createHealthClient(await start(() => new Promise(() => undefined)), 'crm');
    cleanups.push(() => client.close());
    expect(await client.check()).toBe('NOT_SERVING');
  });

  it('is UNAVAILABLE where nobody listens', async () => {
    const client = createHealthClient('127.0.0.1:9', 'crm');
    cleanups.push(() => client.close());
    await expect(client.check()).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { service: 'crm' } });
  });

  it('opens nothing else: not the rest of the health service, and no reflection', async () => {
    const client = new Client(await start(async () => true), credentials.createInsecure());
    cleanups.push(() => client.close());
    const codeOf = (path: string) =>
      new Promise((resolve) => {
        const options = { deadline: Date.now() + 1_000 };
        client.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), options, (error) => resolve(error?.code));
      });
    expect(await codeOf('/grpc.health.v1.Health/List')).toBe(status.UNAUTHENTICATED);
    expect(await codeOf('/grpc.reflection.v1.ServerReflection/ServerReflectionInfo')).toBe(status.UNIMPLEMENTED);
  });
});

const asIs = (bytes: Buffer) => bytes;

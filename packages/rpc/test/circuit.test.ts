import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@tessera/errors';
import { eventually } from '@tessera/testkit';
import { createRpcClient, ProvisioningDefinition, type PromiseClientOf } from '../src/index.ts';
import { keyringOf, prepareRequest, startCrm } from './support.ts';

describe('the circuit of a callee', () => {
  const cleanups: (() => unknown)[] = [];
  let asked: number;
  let answer: () => Promise<{ detail: string }>;
  let client: PromiseClientOf<typeof ProvisioningDefinition>;

  beforeEach(async () => {
    asked = 0;
    const server = await startCrm({
      prepare: () => {
        asked += 1;
        return answer();
      },
    });
    const to = { target: `127.0.0.1:${server.port}`, callee: 'crm', keyring: keyringOf('tenants') };
    const made = createRpcClient(ProvisioningDefinition, to);
    cleanups.push(() => server.stop(), () => made.close());
    client = made;
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const tryTimes = async (times: number) => {
    for (let count = 0; count < times; count += 1) await client.prepare(prepareRequest).catch(() => undefined);
  };

  it('opens after faults, then asks no more, and closes when the callee is well again', async () => {
    answer = () => Promise.reject(new Error('broken'));
    await tryTimes(40);
    const reached = asked;
    expect(reached).toBeLessThan(40);
    await expect(client.prepare(prepareRequest)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      details: { service: 'crm', retryAfterSeconds: 1 },
    });
    answer = async () => ({ detail: 'well' });
    await eventually(() => client.prepare(prepareRequest), { withinMs: 10_000 });
    expect(asked).toBeLessThanOrEqual(reached + 3);
  });

  it('opens when answers do not come in time', async () => {
    answer = () => new Promise(() => undefined);
    const calls = Array.from({ length: 20 }, () => client.prepare(prepareRequest, { deadlineMs: 200 }).catch(() => undefined));
    await Promise.all(calls);
    const reached = asked;
    await expect(client.prepare(prepareRequest)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(asked).toBe(reached);
  });

  it('stays closed through refusals, and through faults of services behind the callee', async () => {
    answer = () => Promise.reject(new AppError('CONFLICT', 'Somebody was faster.'));
    await tryTimes(30);
    answer = () => Promise.reject(new AppError('UNAVAILABLE', 'auth cannot be reached.', { service: 'auth' }));
    await tryTimes(30);
    const before = asked;
    await tryTimes(1);
    expect(asked).toBeGreaterThan(before);
  });
});

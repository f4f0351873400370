import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { deriveKeyring } from '@tessera/keyring';
import { allowCallers, RateLimitsDefinition, rpcService, startRpcServer, type RateLimitsEvent } from '@tessera/rpc';
import { eventually } from '@tessera/testkit';
import { pino } from 'pino';
import { followRateLimits } from '../src/limits/follow-rate-limits.ts';

const root = randomBytes(32);
const log = pino({ level: 'silent' });
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Superadmin as far as gateways know it: tells one limit, then is silent but for heartbeats. */
async function startSuperadmin(perMinute: number, port = 0, caller = 'gateway') {
  const server = await startRpcServer({
    service: 'superadmin',
    keyring: deriveKeyring(root, 'superadmin', ['gateway']),
    host: '127.0.0.1',
    port,
    services: [
      rpcService(RateLimitsDefinition, {
        async *watch(_request, { signal }): AsyncGenerator<RateLimitsEvent> {
          const limit = { tenantId: 't', subject: 'TENANT', perMinute, burst: 3 };
          yield { kind: { $case: 'set', value: { limits: [limit] } } };
          while (!signal.aborted) {
            await sleep(200, undefined, { signal }).catch(() => undefined);
            yield { kind: { $case: 'heartbeat', value: {} } };
          }
        },
      }),
    ],
    allowed: allowCallers(RateLimitsDefinition, [caller]),
    health: async () => true,
  });
  cleanups.push(() => server.stop());
  return server;
}

function follow(peers: Record<string, string>) {
  const limits = followRateLimits({ peers, keyring: deriveKeyring(root, 'gateway', ['superadmin']), log });
  cleanups.push(() => limits.stop());
  return limits;
}

describe('the platform’s rate limits at the gateway', () => {
  it('are those that superadmin tells', async () => {
    const { port } = await startSuperadmin(120);
    const limits = follow({ superadmin: `127.0.0.1:${port}` });
    expect(await eventually(async () => limits.of('TENANT', 't'))).toEqual({ perSecond: 2, burst: 3 });
    expect(limits.of('USER', 't')).toBeUndefined();
    expect(limits.of('TENANT', 'other')).toBeUndefined();
  });

  it('stay as they were last heard while superadmin is away, and are read anew when it is back', async () => {
    const first = await startSuperadmin(120);
    const limits = follow({ superadmin: `127.0.0.1:${first.port}` });
    await eventually(async () => limits.of('TENANT', 't'));
    await first.stop();
    await sleep(300);
    expect(limits.of('TENANT', 't')).toEqual({ perSecond: 2, burst: 3 });
    await startSuperadmin(60, first.port);
    await eventually(async () => limits.of('TENANT', 't')?.perSecond === 1, { withinMs: 5_000 });
  });

  it('are left to the settings where superadmin cannot be reached or is not known', async () => {
    expect(follow({ superadmin: '127.0.0.1:9' }).of('TENANT', 't')).toBeUndefined();
    expect(follow({}).of('TENANT', 't')).toBeUndefined();
  });

  it('are told to gateways alone', async () => {
    const { port } = await startSuperadmin(120, 0, 'somebody-else');
    const limits = follow({ superadmin: `127.0.0.1:${port}` });
    await sleep(300);
    expect(limits.of('TENANT', 't')).toBeUndefined();
  });
});

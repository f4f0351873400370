import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '@tessera/identity';
import { startGateway, type GatewaySettings, type GatewayTuning } from '../../src/index.ts';
import { claimsFor, signToken, type TokenClaims } from './auth-keys.ts';
import { startSurroundings, type SurroundingsOptions } from './surroundings.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The shape is what each test is about.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface AskOptions {
  readonly token?: string;
  readonly variables?: object;
  readonly headers?: Record<string, string>;
}

/** A gateway with two subgraphs, their keys and both trust feeds, all real and on loopback. */
export async function startRig(
  settings: Partial<GatewaySettings> = {},
  tuning: GatewayTuning = {},
  around: SurroundingsOptions = {},
) {
  const { settings: usual, stop: stopSurroundings, ...surroundings } = await startSurroundings(around);
  const gateway = await startGateway(
    {
      ...usual,
      ...settings,
      // Subgraphs and clients share this event loop, and machines that run tests are busy.
      tuning: { limits: {}, rates: {}, overloadDelayMs: 0, ...settings.tuning },
    },
    tuning,
  ).catch(async (error: unknown) => {
    await stopSurroundings();
    throw error;
  });
  const origin = new URL(gateway.url).origin;

  const ask = async (query: string, { token, variables, headers }: AskOptions = {}): Promise<Answer> => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const rig = {
    ...surroundings,
    gateway,
    origin,
    ask,
    tokenFor: (role: Role, claims: Partial<TokenClaims> = {}) => signToken(surroundings.key, claimsFor(role, claims)),
    /** Operations that reached any subgraph so far. */
    fetches: () => Object.values(surroundings.subgraphs).reduce((sum, { received }) => sum + received.length, 0),
    async stop() {
      await gateway.stop();
      await stopSurroundings();
    },
  };
  await untilReady(origin);
  return rig;
}

export type Rig = Awaited<ReturnType<typeof startRig>>;

async function untilReady(origin: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await fetch(`${origin}/health/ready`)).ok) return;
    await sleep(50);
  }
  throw new Error(`The gateway did not get ready: ${await (await fetch(`${origin}/health/ready`)).text()}`);
}

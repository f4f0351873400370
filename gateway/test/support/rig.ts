import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '@tessera/identity';
import { deriveKeyring } from '@tessera/keyring';
import { startGateway, type GatewaySettings, type GatewayTuning } from '../../src/index.ts';
import { claimsFor, createKey, jwksRoute, signToken, type TokenClaims } from './auth-keys.ts';
import { FIXTURE, FIXTURE_TABLE, fixtureSupergraph } from './fixture-graph.ts';
import { startSubgraph, type RunningTestSubgraph } from './subgraph-server.ts';
import { startTrustService } from './trust-service.ts';

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
export async function startRig(settings: Partial<GatewaySettings> = {}, tuning: GatewayTuning = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-gateway-'));
  const root = randomBytes(32);
  const key = createKey();
  const jwks = jwksRoute([key]);
  const subgraphs: Record<string, RunningTestSubgraph> = {};
  for (const each of FIXTURE) {
    const { signing } = deriveKeyring(root, each.name, []);
    subgraphs[each.name] = await startSubgraph(each, signing!, each.name === 'auth' ? [jwks] : []);
  }
  const trust = { auth: await startTrustService(root, 'auth'), tenants: await startTrustService(root, 'tenants') };
  await writeFile(join(folder, 'supergraph.graphql'), fixtureSupergraph());
  await writeFile(join(folder, 'permissions.json'), JSON.stringify(FIXTURE_TABLE));
  const stopParts = async () => {
    await Promise.all(Object.values(subgraphs).map((each) => each.stop()));
    await Promise.all(Object.values(trust).map((each) => each.stop()));
    await rm(folder, { recursive: true });
  };
  const gateway = await startGateway(
    {
      host: '127.0.0.1',
      port: 0,
      production: false,
      demo: false,
      corsOrigins: [],
      supergraphPath: join(folder, 'supergraph.graphql'),
      permissionsPath: join(folder, 'permissions.json'),
      subgraphs: Object.fromEntries(Object.entries(subgraphs).map(([name, { url }]) => [name, url])),
      peers: { auth: trust.auth.address, tenants: trust.tenants.address },
      keyring: deriveKeyring(root, 'gateway', ['auth', 'tenants', 'crm']),
      dataDir: folder,
      logLevel: 'silent',
      ...settings,
    },
    tuning,
  ).catch(async (error: unknown) => {
    await stopParts();
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
    gateway,
    origin,
    subgraphs,
    trust,
    jwks,
    key,
    folder,
    ask,
    tokenFor: (role: Role, claims: Partial<TokenClaims> = {}) => signToken(key, claimsFor(role, claims)),
    /** Operations that reached any subgraph so far. */
    fetches: () => Object.values(subgraphs).reduce((sum, { received }) => sum + received.length, 0),
    async stop() {
      await gateway.stop();
      await stopParts();
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

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveKeyring } from '@tessera/keyring';
import type { GatewaySettings } from '../../src/index.ts';
import { ApiKeyBook } from './api-key-book.ts';
import { createKey, jwksRoute } from './auth-keys.ts';
import { FIXTURE, FIXTURE_TABLE, fixtureSupergraph } from './fixture-graph.ts';
import { startSubgraph, type RunningTestSubgraph } from './subgraph-server.ts';
import { startBillingService, type BillingOptions, type BillingService } from './billing-service.ts';
import { startTrustService } from './trust-service.ts';

export interface SurroundingsOptions {
  /** Left out: no service knows plans. */
  readonly billing?: BillingOptions;
}

/** All that a gateway has round it, real and on loopback: two subgraphs, their keys, both trust feeds, its files. */
export async function startSurroundings({ billing: plans }: SurroundingsOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-gateway-'));
  const root = randomBytes(32);
  const key = createKey();
  const jwks = jwksRoute([key]);
  const subgraphs: Record<string, RunningTestSubgraph> = {};
  for (const each of FIXTURE) {
    const { signing } = deriveKeyring(root, each.name, []);
    subgraphs[each.name] = await startSubgraph(each, signing!, each.name === 'auth' ? [jwks] : []);
  }
  const apiKeys = new ApiKeyBook();
  const trust = { auth: await startTrustService(root, 'auth', { services: [apiKeys.service] }), tenants: await startTrustService(root, 'tenants') };
  const billings: BillingService[] = plans ? [await startBillingService(root, plans)] : [];
  const settings: GatewaySettings = {
    host: '127.0.0.1',
    port: 0,
    production: false,
    demo: false,
    corsOrigins: [],
    supergraphPath: join(folder, 'supergraph.graphql'),
    permissionsPath: join(folder, 'permissions.json'),
    subgraphs: Object.fromEntries(Object.entries(subgraphs).map(([name, { url }]) => [name, url])),
    peers: { auth: trust.auth.address, tenants: trust.tenants.address, ...(billings[0] ? { billing: billings[0].address } : {}) },
    keyring: deriveKeyring(root, 'gateway', ['auth', 'tenants', 'crm', 'billing']),
    dataDir: folder,
    logLevel: 'silent',
  };
  await writeFile(settings.supergraphPath, fixtureSupergraph());
  await writeFile(settings.permissionsPath, JSON.stringify(FIXTURE_TABLE));
  return {
    folder,
    key,
    jwks,
    subgraphs,
    trust,
    apiKeys,
    billings,
    /** Another billing in place of one that was stopped. */
    async restartBilling(options: BillingOptions) {
      billings.push(await startBillingService(root, { ...options, port: billings[0]?.port }));
    },
    /** Of a gateway in the midst of it. */
    settings,
    async stop() {
      await Promise.all(Object.values(subgraphs).map((each) => each.stop()));
      await Promise.all([...Object.values(trust), ...billings].map((each) => each.stop()));
      await rm(folder, { recursive: true });
    },
  };
}

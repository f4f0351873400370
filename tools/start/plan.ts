import { join } from 'node:path';
import { deriveKeyring } from '@tessera/keyring';
import {
  findFreePorts, type DatabaseServer, type GatewaySettings, type SubgraphProcessSettings, type SystemSettings,
} from '@tessera/platform';
import { databaseName, ROOT } from './services.ts';

/** Subgraphs are reached by the gateway and by one another, on this machine only. */
const LOOPBACK = '127.0.0.1';

/** What every process of one system is told, worked out before the first of them starts. */
export interface Plan {
  readonly subgraphs: readonly SubgraphProcessSettings[];
  readonly gateway: GatewaySettings;
}

export interface PlanOptions {
  readonly settings: SystemSettings;
  readonly services: readonly string[];
  readonly root: Uint8Array;
  readonly server: DatabaseServer;
  readonly demoAccountsFile?: string;
}

/** Gives each service its ports, keys, database and the addresses of all the others. */
export async function makePlan({ settings, services, root, server, demoAccountsFile }: PlanOptions): Promise<Plan> {
  const ports = await findFreePorts(LOOPBACK, services.length * 2, {
    range: settings.servicePorts,
    promised: [settings.port],
  });
  const httpPort = (index: number) => ports[2 * index] ?? 0;
  const rpcPort = (index: number) => ports[2 * index + 1] ?? 0;
  const peers = Object.fromEntries(services.map((name, index) => [name, `${LOOPBACK}:${rpcPort(index)}`]));
  const { production, logLevel, redisUrl, natsUrl, tuning, media } = settings;
  const subgraphs = services.map((name, index) => ({
    name,
    host: LOOPBACK,
    httpPort: httpPort(index),
    rpcPort: rpcPort(index),
    keyring: deriveKeyring(root, name, services),
    database: { host: server.host, port: server.port, database: databaseName(name, settings.databasePrefix) },
    peers,
    production,
    logLevel,
    redisUrl,
    natsUrl,
    media,
  }));
  const urls = services.map((name, index) => [name, `http://${LOOPBACK}:${httpPort(index)}/graphql`]);
  const gateway: GatewaySettings = {
    host: settings.host,
    port: settings.port,
    production,
    demo: settings.demo,
    corsOrigins: settings.corsOrigins,
    supergraphPath: join(ROOT, 'supergraph.graphql'),
    permissionsPath: join(ROOT, 'supergraph.permissions.json'),
    subgraphs: Object.fromEntries(urls),
    peers,
    keyring: deriveKeyring(root, 'gateway', services),
    dataDir: settings.dataDir,
    demoAccountsFile,
    logLevel,
    redisUrl,
    tuning,
  };
  return { subgraphs, gateway };
}

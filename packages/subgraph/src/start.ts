import { pino } from 'pino';
import { createHttpServer, type HttpRoute } from '@tessera/http';
import { createMemoryNonces, type NonceStore } from '@tessera/identity';
import { startRpcServer } from '@tessera/rpc';
import { openDatabase } from '@tessera/tenancy';
import type { AnySubgraph, SubgraphRuntime, SubgraphSettings } from './definition.ts';
import { createGraphQLEndpoint } from './endpoint/graphql-endpoint.ts';
import { askBilling } from './limits/ask-billing.ts';
import { createPlanLimits } from './limits/plan-limits.ts';
import { createRedisNonces } from './redis-nonces.ts';
import { createRpcClients } from './rpc-clients.ts';
import { COMMON_CALLERS, commonServices } from './rpc-services.ts';

/** Operations come from the gateway, which holds clients to 1 MiB; `_entities` representations may be larger. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const DRAIN_MS = 5_000;

export interface RunningSubgraph {
  readonly name: string;
  readonly httpPort: number;
  readonly rpcPort: number;
  /** In order: no new requests, background work, RPC, database. Takes at most about ten seconds. */
  stop(): Promise<void>;
}

/**
 * Starts one subgraph in this process: database, RPC, background work, and last the GraphQL endpoint, so that nothing
 * is answered before everything behind it is there.
 * @throws whatever kept it from starting; what had been started by then is stopped again.
 */
export async function startSubgraph(definition: AnySubgraph, settings: SubgraphSettings): Promise<RunningSubgraph> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    return { name: definition.name, ...(await startParts(definition, settings, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(definition: AnySubgraph, settings: SubgraphSettings, stops: (() => Promise<void>)[]) {
  const runtime = createRuntime(definition, settings, stops);

  const common = commonServices(definition, runtime);
  stops.push(() => common.stop());
  const rpc = await startRpcServer({
    service: definition.name,
    keyring: settings.keyring,
    host: settings.host,
    port: settings.rpcPort,
    services: [...common.services, ...(definition.rpc?.(runtime) ?? [])],
    allowed: { ...COMMON_CALLERS, ...definition.rpcCallers },
    health: () => isReady(runtime),
    reflection: !settings.production,
  });
  stops.push(() => rpc.stop());

  const stopWork = await definition.start?.(runtime);
  if (stopWork) stops.push(stopWork);

  const graphql = await createGraphQLEndpoint(definition, runtime, openNonces(definition.name, settings, stops));
  stops.push(() => graphql.stop());

  const http = await createHttpServer({
    host: settings.host,
    port: settings.httpPort,
    maxBodyBytes: MAX_BODY_BYTES,
    routes: [graphql.route, ...healthRoutes(() => rpc.isServing()), ...(definition.routes?.(runtime) ?? [])],
    onError: (error) => runtime.log.error({ err: error }, 'a request failed'),
  });
  stops.push(() => http.close(DRAIN_MS));
  stops.push(async () => graphql.cutStreams());
  return { httpPort: http.port, rpcPort: rpc.port };
}

function openNonces(name: string, settings: SubgraphSettings, stops: (() => Promise<void>)[]): NonceStore {
  if (!settings.redisUrl) return createMemoryNonces();
  const shared = createRedisNonces(settings.redisUrl, name);
  stops.push(() => shared.close());
  return shared;
}

function createRuntime(
  definition: AnySubgraph,
  settings: SubgraphSettings,
  stops: (() => Promise<void>)[],
): SubgraphRuntime<unknown> {
  const { database: passwords } = settings.keyring;
  if (!passwords) throw new Error(`The keyring of ${definition.name} has no database passwords. Run \`npm run keys\`.`);
  const database = openDatabase({
    address: settings.database,
    passwords,
    PrismaClient: definition.PrismaClient,
    platformPoolSize: definition.platformPoolSize,
  });
  stops.push(() => database.close());
  const clients = createRpcClients(settings.keyring, settings.peers);
  stops.push(async () => clients.close());
  const log = pino({ name: definition.name, level: settings.logLevel });
  const limits = createPlanLimits(askBilling(settings.peers, clients.client), (error) =>
    log.debug({ err: error }, 'billing did not say what a plan allows'),
  );
  return { name: definition.name, settings, keyring: settings.keyring, database, log, rpcClient: clients.client, limits };
}

/** Readiness is what grpc.health.v1 says: those who ask the one and those who ask the other act alike. */
function healthRoutes(isServing: () => boolean): HttpRoute[] {
  const json = (status: number, body: object) => ({
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  });
  return [
    { method: 'GET', path: '/health/live', handle: () => json(200, { status: 'ok' }) },
    {
      method: 'GET',
      path: '/health/ready',
      handle: () => (isServing() ? json(200, { status: 'ready' }) : json(503, { status: 'database' })),
    },
  ];
}

async function isReady(runtime: SubgraphRuntime<unknown>): Promise<boolean> {
  return runtime.database.ping().then(
    () => true,
    () => false,
  );
}

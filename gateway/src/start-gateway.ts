import { readFile } from 'node:fs/promises';
import { createHttpServer, type HttpRoute } from '@tessera/http';
import { onOwnAccount } from '@tessera/identity';
import { OperatorError } from '@tessera/platform';
import { AuthServiceDefinition, createRpcClient } from '@tessera/rpc';
import { pino, type Logger } from 'pino';
import { createGateway, type Gateway } from './create-gateway.ts';
import { bodyTooLarge } from './http/body-too-large.ts';
import { withCors } from './http/cors.ts';
import { healthRoutes } from './http/health.ts';
import { mediaRoute } from './http/media-route.ts';
import { metricsRoute } from './http/metrics-route.ts';
import { secured } from './http/security-headers.ts';
import { webhookRoute } from './http/webhook-route.ts';
import { createTokenVerifier } from './identity/access-token.ts';
import { createApiKeys } from './identity/api-keys.ts';
import { createAuthenticator, type Authenticator } from './identity/authenticator.ts';
import { createKeySource } from './identity/jwks.ts';
import { followEntitlements, type Entitlements } from './identity/follow-entitlements.ts';
import { followTrustFeeds, type TrustFeeds } from './identity/trust-feeds.ts';
import { followRateLimits } from './limits/follow-rate-limits.ts';
import { DEFAULT_LIMITS } from './limits/limit-settings.ts';
import { explainListenError } from './listen-error.ts';
import { createRedisBuckets } from './limits/redis-buckets.ts';
import { createTokenBuckets } from './limits/token-buckets.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { followPersistedOperations, readPersistedOperations } from './operations/read-persisted-operations.ts';
import { keepObjectsYoung } from './overload/keep-young.ts';
import { startSafeguards, type Safeguards } from './overload/safeguards.ts';
import { readPermissionTable } from './permissions/permission-table.ts';
import { createPlayground } from './playground/playground.ts';
import { DRAIN_MS, TRUST_SERVICES, tuningOf, type GatewaySettings, type GatewayTuning } from './settings.ts';
import { watchFiles } from './watch-files.ts';

export interface RunningGateway {
  /** e.g. `http://127.0.0.1:4000/graphql` */
  readonly url: string;
  readonly port: number;
  /** Readiness fails first, requests in flight finish (at most DRAIN_MS), then everything is closed. */
  stop(): Promise<void>;
}

interface Parts {
  readonly settings: GatewaySettings;
  readonly tuning: GatewayTuning;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly safeguards: Safeguards;
  /** What has been started; stopped in reverse. */
  readonly stops: (() => Promise<void> | void)[];
}

/** What services tell of those who call. */
interface Callers {
  readonly feeds: TrustFeeds;
  readonly entitlements: Entitlements;
}

/**
 * Starts the gateway in this process. It listens at once and is ready (`/health/ready`) when every subgraph and both
 * trust feeds are.
 * @throws OperatorError for what an operator can put right; what had been started by then is stopped again.
 */
export async function startGateway(settings: GatewaySettings, tuning: GatewayTuning = {}): Promise<RunningGateway> {
  keepObjectsYoung();
  const log = pino({ name: 'gateway', level: settings.logLevel });
  const stops: Parts['stops'] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  const metrics = createMetrics();
  try {
    const safeguards = await startSafeguards({ ...settings.tuning, metrics, log });
    stops.push(() => safeguards.stop());
    const parts = { settings, tuning: tuningOf(settings, tuning), log, stops, metrics, safeguards };
    return { ...(await startParts(parts)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(parts: Parts): Promise<{ url: string; port: number }> {
  const { settings, log, stops, safeguards } = parts;
  const { drain } = safeguards;
  const feeds = followTrustFeeds({ services: TRUST_SERVICES, peers: settings.peers, keyring: settings.keyring, log });
  stops.push(() => feeds.stop());
  const entitlements = followEntitlements({ peers: settings.peers, keyring: settings.keyring, log });
  stops.push(() => entitlements.stop());
  const callers = { feeds, entitlements };
  const gateway = await startEngine(parts, callers);

  const http = await createHttpServer({
    host: settings.host,
    port: settings.port,
    maxBodyBytes: bodyLimit(parts.tuning),
    tooLarge: bodyTooLarge,
    routes: routesOf(parts, gateway, callers).map((route) => drain.route(secured(route))),
    upgrade: { protocol: 'websocket', path: '/graphql', handle: (...opening) => gateway.upgrade(...opening) },
    onError: (error) => log.error({ err: error }, 'a request failed'),
  }).catch((error: unknown) => {
    throw explainListenError(error, { ...settings, says: { host: 'HOST', port: 'PORT' } });
  });
  stops.push(() => http.close(DRAIN_MS));
  stops.push(() => gateway.endStreams());
  stops.push(() => drain.begin());
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${http.port}/graphql`, port: http.port };
}

async function startEngine(parts: Parts, callers: Callers): Promise<Gateway> {
  const { settings, tuning, log, metrics, stops, safeguards } = parts;
  const rateOverrides = followRateLimits({ peers: settings.peers, keyring: settings.keyring, log });
  stops.push(() => rateOverrides.stop());
  const { supergraphPath, permissionsPath } = settings;
  const persisted = settings.tuning?.persistedOperations;
  const readGraph = async () => ({
    supergraphSdl: await readFile(supergraphPath, 'utf8').catch(missing('TESSERA_SUPERGRAPH_FILE')),
    permissions: await readPermissionTable(permissionsPath).catch(missing('TESSERA_PERMISSIONS_FILE')),
  });
  const gateway = await createGateway({
    ...tuning,
    ...safeguards.gateway,
    rateBuckets: bucketsOf(settings, log, stops),
    ...(await readGraph()),
    rateOverrides,
    persistedOperations: persisted && (await readPersistedOperations(persisted)),
    identity: startAuthenticator(parts, callers),
    subgraphs: settings.subgraphs,
    signingRoot: signingRootOf(settings),
    socketOrigins: settings.corsOrigins,
    trustedProxies: settings.tuning?.trustedProxies,
    production: settings.production,
    metrics,
    log,
  });
  stops.push(() => gateway.stop());
  const apply = async () => {
    const { supergraphSdl, permissions } = await readGraph();
    await gateway.replaceSupergraph(supergraphSdl, permissions);
  };
  const watchers = [watchFiles({ paths: [supergraphPath, permissionsPath], apply, log })];
  if (persisted) watchers.push(followPersistedOperations(persisted, gateway, log));
  stops.push(...watchers.map((watcher) => () => watcher.stop()));
  return gateway;
}

function startAuthenticator({ settings, log, metrics, stops }: Parts, { feeds, entitlements }: Callers): Authenticator {
  const { subgraphs, peers, keyring } = settings;
  const [authUrl, target] = [subgraphs['auth'], peers['auth']];
  if (!authUrl) throw new OperatorError('TESSERA_SUBGRAPHS names no auth: access tokens are checked with its keys.');
  if (!target) throw new OperatorError('TESSERA_SERVICES names no auth: API keys are checked there.');
  const keys = createKeySource(new URL('/.well-known/jwks.json', authUrl), log);
  stops.push(() => keys.stop());
  const auth = createRpcClient(AuthServiceDefinition, { target, callee: 'auth', keyring });
  stops.push(() => auth.close());
  const introspect = (apiKey: string) => onOwnAccount(() => auth.introspectApiKey({ apiKey }));
  const apiKeys = createApiKeys({ introspect, trust: feeds.keys, metrics });
  return createAuthenticator({ verifyToken: createTokenVerifier(keys), apiKeys, trust: feeds, plans: entitlements });
}

function routesOf(parts: Parts, gateway: Gateway, { feeds, entitlements }: Callers): HttpRoute[] {
  const { settings, metrics, safeguards } = parts;
  const { drain, isOverloaded } = safeguards;
  metrics.gauge('tessera_gateway_trust_age_seconds', 'Time since a trust feed was last heard.', () =>
    feeds.status().map(({ service, ageMs }) => ({ labels: { service }, value: (ageMs ?? Infinity) / 1000 })),
  );
  if (entitlements.status()) {
    metrics.gauge('tessera_gateway_entitlements_age_seconds', 'Time since the plans of tenants were last heard of.', () => {
      const status = entitlements.status();
      return status ? [{ labels: {}, value: (status.ageMs ?? Infinity) / 1000 }] : [];
    });
  }
  const playground = settings.production ? null : createPlayground({ settings, gateway, log: parts.log });
  const graphql = withCors(settings.corsOrigins, (request) => playground?.page(request) ?? gateway.handle(request));
  return [
    { method: '*', path: '/graphql', handle: graphql },
    ...mediaRoutes(settings, parts.log),
    ...webhookRoutes(settings, parts.log),
    // Whoever opens the bare address in a browser is looking for the Playground.
    ...(playground ? [{ method: 'GET', path: '/', handle: () => ({ status: 302, headers: { location: '/graphql' } }) }] : []),
    ...(playground?.routes ?? []),
    ...healthRoutes({
      subgraphs: settings.subgraphs,
      feeds: () => feeds.status(),
      entitlements: () => entitlements.status(),
      isDraining: () => drain.isDraining,
      isOverloaded,
    }),
    metricsRoute(metrics, { production: settings.production, token: settings.tuning?.metricsToken }),
  ];
}

/** Where there is a service that keeps media. */
function mediaRoutes({ subgraphs, corsOrigins }: GatewaySettings, log: Logger): HttpRoute[] {
  return subgraphs['cms'] ? [mediaRoute({ target: new URL(subgraphs['cms']), corsOrigins, log })] : [];
}

/** Where there is a service that takes payments in. */
function webhookRoutes({ subgraphs }: GatewaySettings, log: Logger): HttpRoute[] {
  return subgraphs['billing'] ? [webhookRoute({ target: new URL(subgraphs['billing']), log })] : [];
}

/** With Redis, the rates of all gateways together. */
function bucketsOf({ redisUrl }: GatewaySettings, log: Logger, stops: Parts['stops']) {
  if (!redisUrl) return undefined;
  const buckets = createRedisBuckets(redisUrl, createTokenBuckets(), log);
  stops.push(() => buckets.close());
  return buckets;
}

function signingRootOf(settings: GatewaySettings): string {
  const { signingRoot } = settings.keyring;
  if (!signingRoot)
    throw new OperatorError("The keyring has no signing root: it is not the gateway's. Run `npm run keys -- gateway`.");
  return signingRoot;
}

const bodyLimit = (tuning: GatewayTuning) => tuning.limits?.bodyBytes ?? DEFAULT_LIMITS.bodyBytes;

function missing(setting: string) {
  return (error: unknown): never => {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${setting} cannot be used (run \`npm run compose\`): ${why}`, { cause: error });
  };
}

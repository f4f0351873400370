import { readFile } from 'node:fs/promises';
import { createHttpServer, type HttpRequest, type HttpRoute } from '@tessera/http';
import { OperatorError, type EndpointTuning } from '@tessera/platform';
import { pino, type Logger } from 'pino';
import { createGateway, type Gateway } from './create-gateway.ts';
import { bodyTooLarge } from './http/body-too-large.ts';
import { graphqlPolicy, withCors } from './http/cors.ts';
import { healthRoutes } from './http/health.ts';
import { metricsRoute } from './http/metrics-route.ts';
import { secured } from './http/security-headers.ts';
import { DEFAULT_LIMITS, type LimitSettings } from './limits/limit-settings.ts';
import { explainListenError } from './listen-error.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { followPersistedOperations, readPersistedOperations } from './operations/read-persisted-operations.ts';
import { keepObjectsYoung } from './overload/keep-young.ts';
import { startSafeguards, type Safeguards } from './overload/safeguards.ts';
import { createPlayground } from './playground/playground.ts';
import { DRAIN_MS } from './settings.ts';
import type { RunningGateway } from './start-gateway.ts';
import { watchFiles } from './watch-files.ts';

export interface OpenGatewayOptions {
  /** Any Federation 2 supergraph; a change on disk is put to use without a restart. */
  readonly supergraphPath: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Name to GraphQL URL, in place of the URL in the supergraph. */
  readonly subgraphs?: Readonly<Record<string, string>>;
  /** Headers of the client that are passed on to every subgraph, in lower case. */
  readonly forwardHeaders?: readonly string[];
  readonly corsOrigins?: readonly string[];
  /** Codes of the subgraphs' own whose errors clients are told; others are faults. */
  readonly errorCodes?: readonly string[];
  /** Masked errors, no introspection, no Playground. */
  readonly production: boolean;
  readonly logLevel: string;
  /** Limits, overload, traces and persisted operations as an operator set them; rates count whoever has an identity, and nobody has. */
  readonly tuning?: EndpointTuning;
}

interface Parts {
  readonly options: OpenGatewayOptions;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly safeguards: Safeguards;
  /** What has been started; stopped in reverse. */
  readonly stops: (() => Promise<void> | void)[];
}

/**
 * Serves a supergraph that is not Tessera's: no identity, no permission table, unsigned requests. Everything else
 * (limits, deadlines, Playground, health, metrics) is as in `startGateway`.
 * @throws OperatorError for what an operator can put right; what had been started by then is stopped again
 */
export async function startOpenGateway(options: OpenGatewayOptions): Promise<RunningGateway> {
  keepObjectsYoung();
  const log = pino({ name: 'gateway', level: options.logLevel });
  const metrics = createMetrics();
  const stops: Parts['stops'] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const safeguards = await startSafeguards({ ...options.tuning, errorCodes: options.errorCodes, metrics, log });
    stops.push(() => safeguards.stop());
    return { ...(await startParts({ options, log, metrics, safeguards, stops })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(parts: Parts): Promise<{ url: string; port: number }> {
  const { options, log, metrics, safeguards, stops } = parts;
  const { drain, isOverloaded } = safeguards;
  const limits = { ...DEFAULT_LIMITS, ...options.tuning?.limits };
  const gateway = await startEngine(parts, limits);
  const routes = [
    ...graphqlRoutes(options, gateway, log),
    ...healthRoutes({ subgraphs: {}, feeds: () => [], isDraining: () => drain.isDraining, isOverloaded }),
    metricsRoute(metrics, { production: options.production, token: options.tuning?.metricsToken }),
  ];
  const http = await createHttpServer({
    host: options.host,
    port: options.port,
    maxBodyBytes: limits.bodyBytes,
    tooLarge: bodyTooLarge,
    routes: routes.map((route) => drain.route(secured(route))),
    upgrade: { protocol: 'websocket', path: '/graphql', handle: (...opening) => gateway.upgrade(...opening) },
    onError: (error) => log.error({ err: error }, 'a request failed'),
  }).catch((error: unknown) => {
    throw explainListenError(error, { ...options, says: { host: '--host', port: '--port' } });
  });
  stops.push(() => http.close(DRAIN_MS));
  stops.push(() => gateway.endStreams());
  stops.push(() => drain.begin());
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${host}:${http.port}/graphql`, port: http.port };
}

async function startEngine({ options, log, metrics, safeguards, stops }: Parts, limits: LimitSettings): Promise<Gateway> {
  const persisted = options.tuning?.persistedOperations;
  const readSupergraph = () => readFile(options.supergraphPath, 'utf8');
  const supergraphSdl = await readSupergraph().catch(cannotRead(options.supergraphPath));
  const persistedOperations = persisted && (await readPersistedOperations(persisted));
  const gateway = await createGateway({
    supergraphSdl,
    persistedOperations,
    subgraphs: options.subgraphs,
    forwardHeaders: options.forwardHeaders,
    errorCodes: options.errorCodes,
    socketOrigins: options.corsOrigins,
    trustedProxies: options.tuning?.trustedProxies,
    // Nobody has an identity here: a rate per address would be one for everybody behind the same proxy.
    rates: { anonymous: null, signIn: null },
    limits,
    ...safeguards.gateway,
    production: options.production,
    metrics,
    log,
  }).catch(cannotRead(options.supergraphPath));
  stops.push(() => gateway.stop());
  requireKnown(Object.keys(options.subgraphs ?? {}), Object.keys(gateway.circuits()));
  const apply = async () => gateway.replaceSupergraph(await readSupergraph());
  const watchers = [watchFiles({ paths: [options.supergraphPath], apply, log })];
  if (persisted) watchers.push(followPersistedOperations(persisted, gateway, log));
  stops.push(...watchers.map((watcher) => () => watcher.stop()));
  return gateway;
}

/** @throws OperatorError for an address of a subgraph that there is not: a slip of the pen would leave the real one where it was */
function requireKnown(given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new OperatorError(`--subgraph ${unknown}: the supergraph has no such subgraph, but ${known.join(', ')}.`);
}

function graphqlRoutes(options: OpenGatewayOptions, gateway: Gateway, log: Logger): HttpRoute[] {
  const { production, corsOrigins = [], forwardHeaders = [] } = options;
  const playground = production ? null : createPlayground({ settings: { production, demo: false }, gateway, log });
  const answer = (request: HttpRequest) => playground?.page(request) ?? gateway.handle(request);
  const handle = withCors(corsOrigins, answer, graphqlPolicy(forwardHeaders));
  return [{ method: '*', path: '/graphql', handle }, ...(playground?.routes ?? [])];
}

function cannotRead(path: string) {
  return (error: unknown): never => {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${path} cannot be served; give --supergraph a composed Federation 2 supergraph: ${why}`, {
      cause: error,
    });
  };
}

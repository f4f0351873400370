import { readFile } from 'node:fs/promises';
import { createHttpServer, type HttpRoute } from '@tessera/http';
import { OperatorError } from '@tessera/platform';
import { pino, type Logger } from 'pino';
import { createGateway, type Gateway } from './create-gateway.ts';
import { withCors } from './http/cors.ts';
import { healthRoutes, metricsRoute } from './http/health.ts';
import { secured } from './http/security-headers.ts';
import { DEFAULT_LIMITS } from './limits/limit-settings.ts';
import { explainListenError } from './listen-error.ts';
import { createMetrics } from './metrics.ts';
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
  /** Masked errors, no introspection, no Playground. */
  readonly production: boolean;
  readonly logLevel: string;
}

/**
 * Serves a supergraph that is not Tessera's: no identity, no permission table, unsigned requests. Everything else
 * (limits, deadlines, Playground, health, metrics) is as in `startGateway`.
 * @throws OperatorError for what an operator can put right
 */
export async function startOpenGateway(options: OpenGatewayOptions): Promise<RunningGateway> {
  const log = pino({ name: 'gateway', level: options.logLevel });
  const metrics = createMetrics();
  const readSupergraph = () => readFile(options.supergraphPath, 'utf8');
  const gateway = await createGateway({
    supergraphSdl: await readSupergraph().catch(cannotRead(options.supergraphPath)),
    subgraphs: options.subgraphs,
    forwardHeaders: options.forwardHeaders,
    // Nobody has an identity here: a rate per address would be one for everybody behind the same proxy.
    rates: { anonymous: null, signIn: null },
    production: options.production,
    metrics,
    log,
  }).catch(cannotRead(options.supergraphPath));
  const watcher = watchFiles({
    paths: [options.supergraphPath],
    apply: async () => gateway.replaceSupergraph(await readSupergraph()),
    log,
  });
  const stopEngine = async () => {
    await watcher.stop();
    await gateway.stop();
  };
  let isDraining = false;
  const health = healthRoutes({ subgraphs: {}, feeds: () => [], isDraining: () => isDraining });
  const routes = [...graphqlRoutes(options, gateway, log), ...health, metricsRoute(metrics, options.production)];
  const http = await createHttpServer({
    host: options.host,
    port: options.port,
    maxBodyBytes: DEFAULT_LIMITS.bodyBytes,
    routes: routes.map(secured),
    onError: (error) => log.error({ err: error }, 'a request failed'),
  }).catch(async (error: unknown) => {
    await stopEngine();
    throw explainListenError(error, { ...options, says: { host: '--host', port: '--port' } });
  });
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${http.port}/graphql`,
    port: http.port,
    async stop() {
      isDraining = true;
      await http.close(DRAIN_MS);
      await stopEngine();
    },
  };
}

function graphqlRoutes(options: OpenGatewayOptions, gateway: Gateway, log: Logger): HttpRoute[] {
  const { production, corsOrigins = [] } = options;
  const playground = production ? null : createPlayground({ settings: { production, demo: false }, gateway, log });
  const handle = withCors(corsOrigins, (request) => playground?.page(request) ?? gateway.handle(request));
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

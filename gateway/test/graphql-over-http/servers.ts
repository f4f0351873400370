import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createHttpServer } from '@tessera/http';
import { pino } from 'pino';
import { withCors } from '../../src/http/cors.ts';
import { createGraphQLEndpoint } from '../../src/http/graphql/endpoint.ts';
import { createErrorFormatter } from '../../src/http/graphql/format-error.ts';
import { DEFAULT_LIMITS } from '../../src/limits/limit-settings.ts';
import { createVariableGuard } from '../../src/limits/variable-guard.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createDocumentSources } from '../../src/operations/document-sources.ts';
import { createOperationStore } from '../../src/operations/operation-store.ts';
import { Serving } from '../../src/serving.ts';
import { OpenStreams } from '../../src/subscriptions/open-streams.ts';
import { createLocalEngine } from '../support/local-engine.ts';
import { createSchema } from './schema.ts';

export interface TestedServer {
  readonly port: number;
  /** How often it has run the mutation. */
  changes(): number;
  stop(): Promise<void>;
}

/** Apollo Server as it comes, with what we promise switched on. */
export async function startStock(): Promise<TestedServer> {
  let changes = 0;
  const server = new ApolloServer({
    schema: createSchema(() => (changes += 1)),
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled()],
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { port: Number(new URL(url).port), changes: () => changes, stop: () => server.stop() };
}

/** The gateway's endpoint before the same schema, without identity and permission table. */
export async function startOurs(): Promise<TestedServer> {
  let changes = 0;
  const log = pino({ level: 'silent' });
  const metrics = createMetrics();
  const engine = createLocalEngine(createSchema(() => (changes += 1)));
  const shared = { permissions: null, limits: DEFAULT_LIMITS, production: false };
  const serving = new Serving({ engine, operations: createOperationStore({ engine, ...shared }) });
  const handle = createGraphQLEndpoint({
    pipeline: {
      sources: createDocumentSources(undefined, log),
      serving: () => serving,
      limitRate: () => undefined,
      guardVariables: createVariableGuard(DEFAULT_LIMITS),
      maxCost: DEFAULT_LIMITS.cost,
    },
    openStreams: new OpenStreams({ limits: DEFAULT_LIMITS, metrics }),
    showsPlan: () => false,
    forwardHeaders: [],
    operationTimeoutMs: 10_000,
    clientAddressOf: ({ remoteAddress }) => remoteAddress,
    formatError: createErrorFormatter({ ...shared, metrics, log }),
    metrics,
  });
  const http = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: DEFAULT_LIMITS.bodyBytes,
    routes: [{ method: '*', path: '/', handle: withCors([], handle) }],
    onError: () => undefined,
  });
  return { port: http.port, changes: () => changes, stop: () => http.close(100) };
}

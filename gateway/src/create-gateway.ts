import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { HttpRequest, HttpResponse } from '@tessera/http';
import type { MergedTable } from '@tessera/permissions';
import type { GraphQLFormattedError } from 'graphql';
import { pino, type Logger } from 'pino';
import { v7 } from 'uuid';
import type { GatewayContext } from './context.ts';
import { createEngine } from './engine/engine.ts';
import { createErrorFormatter } from './http/format-error.ts';
import { createGraphQLEndpoint } from './http/graphql-endpoint.ts';
import type { Authenticator } from './identity/authenticator.ts';
import { createDocumentGuard } from './limits/document-guard.ts';
import { DEFAULT_LIMITS, type LimitSettings } from './limits/limit-settings.ts';
import type { RateOverrides } from './limits/rate-overrides.ts';
import { createRateLimiter, DEFAULT_RATES, type RateSettings } from './limits/rate.ts';
import { createVariableGuard } from './limits/variable-guard.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { admission } from './permissions/admission.ts';

export interface GatewayOptions {
  readonly supergraphSdl: string;
  /** Name to GraphQL URL; a subgraph that is left out answers at the URL in the supergraph. */
  readonly subgraphs?: Readonly<Record<string, string>>;
  /** Left out: no gate, everything in the schema may be asked by anyone. */
  readonly permissions?: MergedTable;
  /** Left out: everyone is anonymous. */
  readonly identity?: Authenticator;
  /** The root that subgraphs' signing keys derive from (base64url). Left out: requests go out unsigned. */
  readonly signingRoot?: string;
  /** No introspection, no suggestions, masked errors. Default: true. */
  readonly production?: boolean;
  readonly limits?: Partial<LimitSettings>;
  readonly rates?: Partial<RateSettings>;
  /** Rates that come before those of tenants and users above. */
  readonly rateOverrides?: RateOverrides;
  /** For one request to one subgraph. Default: 10,000. */
  readonly subgraphTimeoutMs?: number;
  /** For a whole operation. Default: 20,000. */
  readonly operationTimeoutMs?: number;
  /** A larger answer of a subgraph is refused. Default: 16 MiB. */
  readonly maxAnswerBytes?: number;
  readonly metrics?: Metrics;
  readonly log?: Logger;
}

export interface OperationResult {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

export interface Gateway {
  /** Answers one GraphQL-over-HTTP request; never throws. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Runs an operation as an anonymous caller, through the gate like any other. */
  runAnonymous(query: string, variables: Record<string, unknown>, request: HttpRequest): Promise<OperationResult>;
  stop(): Promise<void>;
}

/**
 * The gateway without its HTTP server, for any Federation 2 supergraph.
 * @throws when the supergraph cannot be read
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { production = true, log = pino({ name: 'gateway' }), metrics = createMetrics() } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { operationTimeoutMs = 20_000 } = options;
  const engine = createEngine({
    supergraphSdl: options.supergraphSdl,
    subgraphs: options.subgraphs ?? {},
    signingRoot: options.signingRoot,
    subgraphTimeoutMs: options.subgraphTimeoutMs ?? 10_000,
    maxAnswerBytes: options.maxAnswerBytes ?? 16 * 1024 * 1024,
    metrics,
    log,
  });
  const server = new ApolloServer<GatewayContext>({
    gateway: engine.gateway,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: limits.tokens },
    maxRecursiveSelections: limits.selections,
    // Of documents and of automatic persisted queries: an LRU of 30 MiB.
    cache: 'bounded',
    stopOnTerminationSignals: false,
    formatError: createErrorFormatter({ production, limits, metrics, log }),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      admission({ permissions: options.permissions ?? null, introspection: !production, limits }),
    ],
  });
  await server.start();
  const endpoint = createGraphQLEndpoint({
    server,
    authenticator: options.identity,
    guardDocument: createDocumentGuard(limits),
    guardVariables: createVariableGuard(limits),
    limitRate: createRateLimiter({ ...DEFAULT_RATES, ...options.rates }, options.rateOverrides),
    operationTimeoutMs,
    metrics,
  });
  return {
    handle: endpoint,
    runAnonymous: (query, variables, request) =>
      runAnonymous(server, query, variables, contextOf(request, operationTimeoutMs)),
    async stop() {
      await server.stop();
      await engine.close();
    },
  };
}

async function runAnonymous(
  server: ApolloServer<GatewayContext>,
  query: string,
  variables: Record<string, unknown>,
  contextValue: GatewayContext,
): Promise<OperationResult> {
  const { body } = await server.executeOperation({ query, variables }, { contextValue });
  return body.kind === 'single' ? body.singleResult : body.initialResult;
}

function contextOf(request: HttpRequest, timeoutMs: number): GatewayContext {
  return {
    identity: null,
    refusal: null,
    requestId: v7(),
    clientAddress: request.remoteAddress,
    userAgent: request.headers['user-agent'],
    deadline: Date.now() + timeoutMs,
    signal: request.signal,
  };
}

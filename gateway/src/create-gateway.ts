import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpRequest, HttpResponse } from '@tessera/http';
import type { MergedTable } from '@tessera/permissions';
import type { GraphQLFormattedError } from 'graphql';
import { pino, type Logger } from 'pino';
import type { GatewayContext } from './context.ts';
import type { StreamBounds } from './engine/fetch/channels.ts';
import { gaugeCircuits, type Circuits } from './engine/fetch/circuits.ts';
import { clientAddressBehind, warnOfProxies } from './http/client-address.ts';
import { createGraphQLEndpoint, type GraphQLEndpointOptions } from './http/graphql/endpoint.ts';
import { createErrorFormatter } from './http/graphql/format-error.ts';
import type { Journey } from './http/graphql/pipeline.ts';
import { createAnonymousRunner } from './http/graphql/run-anonymous.ts';
import type { Authenticator } from './identity/authenticator.ts';
import { DEFAULT_LIMITS, type LimitSettings } from './limits/limit-settings.ts';
import { createRateGate } from './limits/rate-gate.ts';
import type { RateOverrides } from './limits/rate-overrides.ts';
import { createRateLimits, DEFAULT_RATES, type RateLimitsOptions, type RateSettings } from './limits/rate.ts';
import { createVariableGuard } from './limits/variable-guard.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createDocumentSources } from './operations/document-sources.ts';
import type { PersistedOperations } from './operations/persisted-manifest.ts';
import { openServing, type Serving } from './serving.ts';
import { OpenStreams } from './subscriptions/open-streams.ts';
import { SocketEndpoint } from './subscriptions/socket-endpoint.ts';

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
  /** Headers of the client that are passed on to subgraphs, where requests go out unsigned. */
  readonly forwardHeaders?: readonly string[];
  /** No introspection, no suggestions, masked errors. Default: true. */
  readonly production?: boolean;
  /** Codes of the subgraphs' own whose errors clients are told, message and all. Others are faults. Default: none. */
  readonly errorCodes?: readonly string[];
  readonly limits?: Partial<LimitSettings>;
  readonly rates?: Partial<RateSettings>;
  /** Rates that come before those of tenants and users above. */
  readonly rateOverrides?: RateOverrides;
  /** Where the rates are counted. Left out: in this process's memory. */
  readonly rateBuckets?: RateLimitsOptions['buckets'];
  /** Asked before a request is read. @throws AppError where there is no room for it */
  readonly admit?: () => void;
  /** Follows each request from its arrival to its answer, for logs and traces. */
  readonly watch?: GraphQLEndpointOptions['watch'];
  /** The operations of our own clients. Left out: there is no such list. */
  readonly persistedOperations?: PersistedOperations;
  /** Proxies before the gateway, whose `X-Forwarded-For` is believed: addresses, networks. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** For one request to one subgraph. Default: 2,000. */
  readonly subgraphTimeoutMs?: number;
  /** For a whole operation. Default: 20,000. */
  readonly operationTimeoutMs?: number;
  /** A larger answer of a subgraph is refused, and more that an operation gathers in all. Default: 4 MiB. */
  readonly maxAnswerBytes?: number;
  /** Whose pages may open a WebSocket, besides the gateway's own. Default: none. */
  readonly socketOrigins?: readonly string[];
  /** How far a client of a subscription may stay behind its events. Default: 256 Ki characters, 10 seconds. */
  readonly streamBounds?: StreamBounds;
  /** How often the callers of open subscriptions are asked after. Default: 1,000. */
  readonly recheckMs?: number;
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
  /**
   * Requests from now on use this supergraph; running ones finish on the one before, whose connections then close.
   * @param permissions left out: the table stays
   * @throws Error where it cannot be used; the one before then stays
   */
  replaceSupergraph(supergraphSdl: string, permissions?: MergedTable): Promise<void>;
  /** From now on this is the list; operations that run finish. */
  replacePersistedOperations(persistedOperations: PersistedOperations): void;
  /** Which subgraphs are asked just now, and which have failed too often and are left alone for a moment. */
  circuits(): Circuits;
  /** Takes over a connection that asks for a WebSocket, for GraphQL over it, or refuses it with a status. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends all subscriptions, telling their clients to come again, and closes WebSockets; none begins any more. */
  endStreams(): void;
  stop(): Promise<void>;
}

/**
 * The gateway without its HTTP server, for any Federation 2 supergraph.
 * @throws when the supergraph cannot be read
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { production = true, log = pino({ name: 'gateway' }), metrics = createMetrics() } = options;
  const { operationTimeoutMs = 20_000, identity: authenticator } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sources = createDocumentSources(options.persistedOperations, log);
  const open = (sdl: string, permissions: MergedTable | null) =>
    openServing(sdl, permissions, {
      subgraphs: options.subgraphs ?? {},
      signingRoot: options.signingRoot,
      subgraphTimeoutMs: options.subgraphTimeoutMs,
      maxAnswerBytes: options.maxAnswerBytes,
      streamBounds: options.streamBounds,
      isTrusted: sources.isListed,
      production,
      limits,
      metrics,
    });
  let permissions = options.permissions ?? null;
  let serving = await open(options.supergraphSdl, permissions);
  let replaced: Promise<void> = Promise.resolve();
  const retiring = new Set<Promise<void>>();
  gaugeCircuits(metrics, () => serving.circuits);

  const rates = { ...DEFAULT_RATES, ...options.rates };
  const rateGate = createRateGate(
    createRateLimits({ rates, overrides: options.rateOverrides, buckets: options.rateBuckets }),
  );
  const clientAddressOf = clientAddressBehind(options.trustedProxies ?? []);
  const formatError = createErrorFormatter({ production, errorCodes: options.errorCodes, limits, metrics, log });
  const openStreams = new OpenStreams({ limits, metrics, recheckMs: options.recheckMs });
  const endpoint = {
    openStreams,
    pipeline: {
      sources,
      serving: () => serving,
      limitRate: rateGate.limitRate,
      guardVariables: createVariableGuard(limits),
      maxCost: limits.cost,
      charge: rateGate.charge,
    },
    authenticator,
    admit: options.admit,
    watch: options.watch,
    headersFor: ({ context, cost }: Journey) => rateGate.headersFor(context, cost),
    showsPlan: ({ identity }: GatewayContext) => !production || identity?.role === 'SUPERADMIN',
    forwardHeaders: (options.forwardHeaders ?? []).map((name) => name.toLowerCase()),
    operationTimeoutMs,
    clientAddressOf: rates.anonymous || rates.signIn ? warnOfProxies(clientAddressOf, log) : clientAddressOf,
    formatError,
    metrics,
  };
  const sockets = new SocketEndpoint({ ...endpoint, limits, origins: options.socketOrigins ?? [], log });
  const endStreams = () => {
    sockets.close();
    openStreams.close();
  };
  return {
    handle: createGraphQLEndpoint(endpoint),
    upgrade: (incoming, socket, head) => sockets.upgrade(incoming, socket, head),
    endStreams,
    // What the gateway's own pages ask is not of a client's, and on nobody's list.
    runAnonymous: createAnonymousRunner({
      ...endpoint,
      pipeline: { ...endpoint.pipeline, sources: createDocumentSources(undefined, log) },
    }),
    replacePersistedOperations(persistedOperations) {
      sources.replaceList(persistedOperations);
      // What was refused for its size may be listed now, and the other way round.
      serving.operations.forget();
    },
    replaceSupergraph(supergraphSdl, table) {
      // One after the other, so that the last that was given stays.
      const replacement = replaced.then(() => replace(supergraphSdl, table ?? permissions));
      replaced = replacement.catch(() => undefined);
      return replacement;
    },
    circuits: () => serving.circuits,
    async stop() {
      endStreams();
      await replaced;
      await Promise.all([serving.retire(), ...retiring]);
    },
  };

  async function replace(supergraphSdl: string, table: MergedTable | null): Promise<void> {
    const next = await open(supergraphSdl, table);
    const before: Serving = serving;
    serving = next;
    permissions = table;
    const retired = before.retire().finally(() => retiring.delete(retired));
    retiring.add(retired);
  }
}

import type { GraphQLDataSource } from '@apollo/gateway';
import { signRequest, type Claims } from '@tessera/identity';
import { GraphQLError, parse, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyObject } from 'node:crypto';
import type { GatewayContext } from '../context.ts';
import { publicExtensions, registryCode } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { SubgraphFailure, type SubgraphAnswer, type Transport } from './transport.ts';

export interface SubgraphSourceOptions {
  readonly name: string;
  readonly transport: Transport;
  /** Absent: the subgraph is not one of ours and takes unsigned requests. */
  readonly key?: KeyObject;
  readonly timeoutMs: number;
  readonly metrics: Metrics;
}

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];
type ProcessResult = Awaited<ReturnType<GraphQLDataSource['process']>>;
interface WireAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly WireError[];
}
type WireError = { message?: unknown; path?: readonly (string | number)[]; extensions?: Record<string, unknown> };

/** A retry comes once, after this long at most: enough for a restarted subgraph's socket, too little to be noticed. */
const RETRY_JITTER_MS = 50;
const RETRIED_QUERIES: ReadonlySet<SubgraphFailure['reason']> = new Set(['connection', 'interrupted', 'signature']);
/** Only what the subgraph cannot have acted on. */
const RETRIED_MUTATIONS: ReadonlySet<SubgraphFailure['reason']> = new Set(['connection', 'signature']);

/** How the engine asks one subgraph: signed, within a deadline, and with errors that name the service. */
export class SubgraphSource implements GraphQLDataSource {
  readonly #options: SubgraphSourceOptions;
  readonly #rootKeys = new LRUCache<string, readonly string[]>({ max: 1_000 });

  constructor(options: SubgraphSourceOptions) {
    this.#options = options;
  }

  async process(options: ProcessOptions): Promise<ProcessResult> {
    const query = options.request.query ?? '';
    const context = options.context as GatewayContext;
    const body = JSON.stringify({
      query,
      variables: options.request.variables,
      operationName: options.request.operationName,
    });
    try {
      return this.#read(await this.#send(body, !query.startsWith('mutation'), context));
    } catch (error) {
      if (!(error instanceof SubgraphFailure)) throw error;
      return this.#fail(error, query, 'pathInIncomingRequest' in options ? options.pathInIncomingRequest : undefined);
    }
  }

  async #send(body: string, isQuery: boolean, context: GatewayContext): Promise<WireAnswer> {
    try {
      return await this.#sendOnce(body, isQuery, context);
    } catch (error) {
      const isRetryable =
        error instanceof SubgraphFailure && (isQuery ? RETRIED_QUERIES : RETRIED_MUTATIONS).has(error.reason);
      if (!isRetryable || Date.now() + RETRY_JITTER_MS > context.deadline) throw error;
      await sleep(Math.random() * RETRY_JITTER_MS);
      this.#options.metrics.count('tessera_gateway_subgraph_retries_total', { subgraph: this.#options.name });
      return await this.#sendOnce(body, isQuery, context);
    }
  }

  async #sendOnce(body: string, isQuery: boolean, context: GatewayContext): Promise<WireAnswer> {
    const { name, metrics, timeoutMs, transport } = this.#options;
    const startedAt = Date.now();
    const deadline = Math.min(context.deadline, startedAt + timeoutMs);
    metrics.count('tessera_gateway_subgraph_fetches_total', { subgraph: name });
    try {
      const answer = await transport.post({
        body,
        headers: this.#headers(body, context, deadline),
        timeoutMs: deadline - startedAt,
        // A mutation is seen through: its client has gone, but half a change is worse than an unread answer.
        signal: isQuery ? context.signal : undefined,
      });
      // A subgraph answers GraphQL with 200; 401 is its door. It takes nothing that was signed before it started.
      if (answer.status === 401 && this.#options.key) throw new SubgraphFailure('signature');
      return parseAnswer(answer);
    } finally {
      metrics.count('tessera_gateway_subgraph_seconds_total', { subgraph: name }, (Date.now() - startedAt) / 1000);
    }
  }

  #headers(body: string, context: GatewayContext, deadline: number): Record<string, string> {
    const plain = { 'content-type': 'application/json', accept: 'application/json' };
    const { key, name } = this.#options;
    if (!key) return plain;
    const claims: Claims = {
      identity: context.identity,
      requestId: context.requestId,
      traceparent: context.traceparent,
      deadline,
      clientAddress: context.clientAddress,
      userAgent: context.userAgent,
    };
    return { ...plain, ...signRequest(key, { method: 'POST', path: '/graphql', audience: name, body }, claims) };
  }

  #read({ data, errors: reported }: WireAnswer): ProcessResult {
    const errors = reported?.map((error) => ({
      message: typeof error.message === 'string' ? error.message : 'The subgraph reported an error.',
      path: error.path,
      extensions: this.#extensionsOf(error),
    }));
    // The wire shape: Apollo's executor builds the GraphQLErrors, with paths into the client's answer.
    return { data: data ?? undefined, errors };
  }

  /** A refusal stays as it is; a fault also says whose it is. */
  #extensionsOf({ extensions }: WireError): Record<string, unknown> {
    const shown = publicExtensions(extensions ?? {});
    return registryCode(shown['code']) === 'INTERNAL_SERVER_ERROR' ? { ...shown, service: this.#options.name } : shown;
  }

  /**
   * Answers in the subgraph's stead. Errors carry the path of the part that is missing: each root field of the fetch,
   * or the place of the entities, up to the first list.
   */
  #fail(failure: SubgraphFailure, query: string, place: readonly (string | number)[] = []): ProcessResult {
    const { name, metrics } = this.#options;
    const { code, message } = describe(failure, name);
    metrics.count('tessera_gateway_subgraph_failures_total', { subgraph: name, code });
    const extensions = { code, service: name };
    if (place.length > 0) {
      const listAt = place.indexOf('@');
      const path = place.slice(0, listAt === -1 ? undefined : listAt);
      throw new GraphQLError(message, { path, extensions, originalError: failure });
    }
    return {
      errors: this.#rootKeysOf(query).map((key) => ({ message, path: [key], extensions })),
    };
  }

  #rootKeysOf(query: string): readonly string[] {
    const known = this.#rootKeys.get(query);
    if (known) return known;
    const operation = parse(query, { noLocation: true }).definitions.find(
      (definition): definition is OperationDefinitionNode => definition.kind === 'OperationDefinition',
    );
    const selections = operation?.selectionSet.selections ?? [];
    const keys = selections.flatMap((each) => (each.kind === 'Field' ? [(each.alias ?? each.name).value] : []));
    this.#rootKeys.set(query, keys);
    return keys;
  }
}

function describe(failure: SubgraphFailure, name: string): { code: string; message: string } {
  if (failure.reason === 'timeout')
    return { code: 'DEADLINE_EXCEEDED', message: `The service ${name} did not answer in time.` };
  if (failure.reason === 'too-large') {
    return {
      code: 'UNAVAILABLE',
      message: `The answer of the service ${name} is too large. Ask for fewer records at once.`,
    };
  }
  return { code: 'UNAVAILABLE', message: `The service ${name} cannot be reached just now.` };
}

/** @throws SubgraphFailure where the body is no GraphQL answer, as from a proxy or a server that is starting */
function parseAnswer({ status, body }: SubgraphAnswer): WireAnswer {
  const { data, errors } = parseObject(body);
  const isData = data === undefined || (typeof data === 'object' && !Array.isArray(data));
  const isErrors =
    errors === undefined || (Array.isArray(errors) && errors.every((error) => typeof error === 'object'));
  if (!isData || !isErrors || (data === undefined && errors === undefined)) {
    throw new SubgraphFailure('interrupted', new Error(`status ${status} without a GraphQL answer`));
  }
  return { data: data as WireAnswer['data'], errors: errors as WireAnswer['errors'] };
}

function parseObject(body: Buffer): Record<string, unknown> {
  try {
    return (JSON.parse(body.toString('utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

import type { Readable } from 'node:stream';
import { AppError, type ErrorCode } from '@tessera/errors';
import { eventStreamResponse, type HttpRequest, type HttpResponse } from '@tessera/http';
import type { Claims } from '@tessera/identity';
import { compileSubgraphGate, refusalError, type Gate } from '@tessera/permissions';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql';
import type { LeanRouteOptions } from './lean-route.ts';
import { readBody, type GatewayFetch } from './read-fetch.ts';
import { resultText } from './result-text.ts';

export interface EventStreamRoute {
  /** Answers a subscription, or gives null for whatever else is asked. */
  answer(request: HttpRequest, claims: Claims): Promise<HttpResponse | null>;
  /** Breaks off what is streamed, without an end: the gateway tells its clients that there is more to come. */
  cut(): void;
}

/**
 * The subscriptions of a subgraph, over SSE (see packages/http). The permission table is asked once, before anything
 * runs; the gateway looks after the caller from then on, and closes the connection when there is none any more.
 */
export function createEventStreamRoute(options: LeanRouteOptions): EventStreamRoute {
  const gate = compileSubgraphGate(options.permissions, options.schema);
  const open = new Set<Readable>();
  return {
    async answer(request, claims) {
      if (request.headers.accept !== 'text/event-stream') return null;
      const fetch = readBody(request);
      const document = fetch && parseOrNull(fetch.query);
      if (!fetch || !document || getOperationAST(document, fetch.operationName)?.operation !== 'subscription') return null;
      const { body, ...response } = eventStreamResponse(await textsOf(options, gate, { fetch, document, claims }));
      open.add(body);
      body.on('close', () => open.delete(body));
      return { ...response, body };
    },
    cut() {
      for (const body of open) body.destroy();
    },
  };
}

interface Subscription {
  readonly fetch: GatewayFetch;
  readonly document: DocumentNode;
  readonly claims: Claims;
}

async function textsOf(
  options: LeanRouteOptions,
  gate: Gate,
  subscription: Subscription,
): Promise<AsyncIterator<string, void>> {
  const { requestId } = subscription.claims;
  const text = (result: ExecutionResult) =>
    resultText(result, (formatted, error) => options.format(formatted, error, requestId));
  const refused = refusal(options, gate, subscription);
  if (refused) return only(text({ errors: [refused] }));
  const args = argumentsOf(options, subscription);
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) return only(text({ errors: events.errors?.map(withCode) }));
  const source = events[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await source.next();
      if (done) return { done, value: undefined };
      // What an event's resolvers load is loaded anew: a context's loaders remember what they have seen.
      return { value: text(await execute({ ...argumentsOf(options, subscription), rootValue: value })) };
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

function argumentsOf({ schema, contextOf }: LeanRouteOptions, { fetch, document, claims }: Subscription) {
  const { variables: variableValues, operationName } = fetch;
  return { schema, document, variableValues, operationName, contextValue: contextOf(claims) };
}

function refusal({ schema }: LeanRouteOptions, gate: Gate, { fetch, document, claims }: Subscription) {
  const [invalid] = validate(schema, document);
  if (invalid) return refusing('GRAPHQL_VALIDATION_FAILED', invalid);
  const refused = gate.compile(document, fetch.operationName).check(claims.identity, fetch.variables ?? {});
  // Values that do not fit are told in graphql-js's words, by whoever reads them.
  if (!refused || refused.code === 'BAD_USER_INPUT') return null;
  return new GraphQLError(refused.message, { path: refused.path, originalError: refusalError(refused) });
}

/** What a resolver throws has the path of its field; without one, a variable does not fit. */
function withCode(error: GraphQLError): GraphQLError {
  return error.path ? error : refusing('BAD_USER_INPUT', error);
}

function refusing(code: ErrorCode, { message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, originalError: new AppError(code, message) });
}

async function* only(text: string): AsyncGenerator<string, void> {
  yield text;
}

function parseOrNull(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

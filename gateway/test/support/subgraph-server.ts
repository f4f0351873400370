import type { Readable } from 'node:stream';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createHttpServer, eventStreamResponse, handleGraphQL, type HttpRequest, type HttpRoute } from '@tessera/http';
import {
  CLAIMS_HEADER,
  createMemoryNonces,
  SIGNATURE_HEADER,
  signingKey,
  verifyRequest,
  type Claims,
} from '@tessera/identity';
import { isAppError } from '@tessera/errors';
import { parse, subscribe, type ExecutionResult, type GraphQLSchema } from 'graphql';

export interface TestSubgraph {
  readonly name: string;
  readonly typeDefs: string;
  readonly resolvers: object;
}

export interface RunningTestSubgraph {
  readonly url: string;
  /** Operations that its door let in, oldest first. */
  readonly received: { readonly query: string; readonly claims: Claims }[];
  /** Answers the next requests in the server's stead; null: let it answer. */
  intercept: ((request: HttpRequest) => Promise<{ status: number; body: string } | null>) | null;
  ready: boolean;
  /** Breaks off what it streams. */
  cut(): void;
  stop(): Promise<void>;
}

/**
 * A subgraph on loopback behind the same door as Tessera's own: it takes only what the gateway signed for it.
 * @param key null: it takes anything, as a subgraph that is not Tessera's
 */
export async function startSubgraph(
  { name, typeDefs, resolvers }: TestSubgraph,
  key: string | null,
  routes: readonly HttpRoute[] = [],
  port = 0,
): Promise<RunningTestSubgraph> {
  const claimsOf = new WeakMap<HttpRequest, Claims>();
  const streams = new Set<Readable>();
  const parts = { typeDefs: parse(typeDefs), resolvers } as Parameters<typeof buildSubgraphSchema>[0];
  const schema = buildSubgraphSchema(parts);
  const server = new ApolloServer<{ claims: Claims }>({
    schema,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    formatError(formatted, error) {
      const original = (error as { originalError?: unknown }).originalError;
      return isAppError(original)
        ? { ...formatted, extensions: { code: original.code, ...original.details } }
        : formatted;
    },
  });
  await server.start();
  const verify = key === null ? async () => ({ identity: null, requestId: '' }) : createDoor(name, key);
  const graphql: HttpRoute = {
    method: 'POST',
    path: '/graphql',
    async handle(request) {
      const intercepted = await running.intercept?.(request);
      if (intercepted) return intercepted;
      const claims = await verify(request);
      claimsOf.set(request, claims);
      const { query, variables } = JSON.parse(request.body.toString()) as { query: string; variables?: object };
      running.received.push({ query, claims });
      if (request.headers.accept === 'text/event-stream') {
        const response = eventStreamResponse(textsOf(await eventsOf(schema, { query, variables }, { claims })));
        streams.add(response.body.on('close', () => streams.delete(response.body)));
        return response;
      }
      return handleGraphQL({ server, context: async (each) => ({ claims: claimsOf.get(each)! }) }, request);
    },
  };
  const health: HttpRoute = {
    method: 'GET',
    path: '/health/ready',
    handle: () => ({ status: running.ready ? 200 : 503, body: '{}' }),
  };
  const http = await createHttpServer({
    host: '127.0.0.1',
    port,
    routes: [graphql, health, ...routes],
    maxBodyBytes: 1 << 20,
    onError: () => undefined,
  });
  const running: RunningTestSubgraph = {
    url: `http://127.0.0.1:${http.port}/graphql`,
    received: [],
    intercept: null,
    ready: true,
    cut() {
      streams.forEach((each) => each.destroy());
    },
    async stop() {
      await http.close(50);
      await server.stop();
    },
  };
  return running;
}

async function eventsOf(
  schema: GraphQLSchema,
  { query, variables }: { query: string; variables?: object },
  contextValue: { claims: Claims },
): Promise<AsyncIterator<ExecutionResult, void>> {
  const variableValues = { ...variables };
  const events = await subscribe({ schema, document: parse(query), variableValues, contextValue });
  return Symbol.asyncIterator in events ? events : only(events);
}

async function* only<Value>(value: Value): AsyncGenerator<Value, void> {
  yield value;
}

const textsOf = (results: AsyncIterator<ExecutionResult, void>): AsyncIterator<string, void> => ({
  async next() {
    const { done, value } = await results.next();
    return done ? { done, value: undefined } : { value: JSON.stringify(value) };
  },
  async return() {
    await results.return?.();
    return { done: true, value: undefined };
  },
});

function createDoor(name: string, key: string): (request: HttpRequest) => Promise<Claims> {
  const verifier = { key: signingKey(Buffer.from(key, 'base64url')), nonces: createMemoryNonces() };
  return ({ body, headers }) =>
    verifyRequest(
      verifier,
      { method: 'POST', path: '/graphql', audience: name, body },
      { claims: headers[CLAIMS_HEADER] as string, signature: headers[SIGNATURE_HEADER] as string },
    );
}

import { ERRORS } from '@tessera/errors';
import type { HttpRequest, HttpResponse, HttpRoute } from '@tessera/http';
import {
  CLAIMS_HEADER,
  SIGNATURE_HEADER,
  SignatureError,
  serve,
  signingKey,
  verifyRequest,
  type Claims,
  type NonceStore,
  type ServedCall,
} from '@tessera/identity';
import type { AnySubgraph, SubgraphRuntime } from '../definition.ts';
import { createApolloRoute } from './apollo-route.ts';
import { createEventStreamRoute } from './event-stream-route.ts';
import { formatError } from './format-error.ts';
import { createLeanRoute } from './lean-route.ts';
import { buildSchemas } from './schema.ts';

const GRAPHQL_PATH = '/graphql';

export interface GraphQLEndpoint {
  readonly route: HttpRoute;
  /** Ends what would not end by itself. */
  cutStreams(): void;
  stop(): Promise<void>;
}

/** The one GraphQL route of a subgraph. It answers only what the gateway signed for it, and only once. */
export async function createGraphQLEndpoint(
  definition: AnySubgraph,
  runtime: SubgraphRuntime<unknown>,
  nonces: NonceStore,
): Promise<GraphQLEndpoint> {
  const { signing } = runtime.keyring;
  if (!signing) throw new Error(`The keyring of ${definition.name} has no signing key. Make one with \`npm run keys\`.`);
  const verifier = { key: signingKey(Buffer.from(signing, 'base64url')), nonces, notBefore: Date.now() };
  const answers = await createAnswers(definition, runtime);

  const handle = async (request: HttpRequest): Promise<HttpResponse> => {
    const parts = { method: request.method, path: request.path, audience: definition.name, body: request.body };
    let claims: Claims;
    try {
      claims = await verifyRequest(verifier, parts, readHeaders(request));
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error;
      runtime.log.warn({ reason: error.reason, from: request.remoteAddress }, 'refused an unsigned or altered request');
      return unsigned(error);
    }
    const { lean, events, apollo } = answers;
    // First and apart: a stream outlives the deadline within which it is opened.
    const stream = await events.answer(request, claims);
    if (stream) return stream;
    return serve(callOf(request, claims), async () => (await lean(request, claims)) ?? apollo.answer(request, claims));
  };
  return {
    route: { method: 'POST', path: GRAPHQL_PATH, handle },
    cutStreams: () => answers.events.cut(),
    stop: () => answers.apollo.stop(),
  };
}

/** The ways to an answer: the lean one, where it has one to give, that of subscriptions, and Apollo Server's. */
export async function createAnswers(definition: AnySubgraph, runtime: SubgraphRuntime<unknown>) {
  const { open, guarded } = buildSchemas(definition);
  const { database, log, settings } = runtime;
  const contextOf = (claims: Claims) => {
    const { identity, requestId } = claims;
    return definition.createContext({ claims, identity, requestId, database, runtime });
  };
  const format: Parameters<typeof createApolloRoute>[0]['format'] = (formatted, error, requestId) =>
    formatError(formatted, error, { log, requestId });
  const parts = { schema: open, permissions: definition.permissions, contextOf, format };
  return {
    lean: createLeanRoute(parts),
    events: createEventStreamRoute(parts),
    apollo: await createApolloRoute({ schema: guarded, introspection: !settings.production, contextOf, format }),
  };
}

function callOf(request: HttpRequest, { requestId, identity, traceparent, deadline }: Claims): ServedCall {
  return {
    requestId,
    identity,
    traceparent,
    deadline,
    // Made only for those who ask: few requests call another service, and each signal costs a listener.
    get signal() {
      return request.signal;
    },
  };
}

function readHeaders(request: HttpRequest) {
  const single = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined);
  return { claims: single(request.headers[CLAIMS_HEADER]), signature: single(request.headers[SIGNATURE_HEADER]) };
}

function unsigned(error: SignatureError): HttpResponse {
  return {
    status: ERRORS.UNAUTHENTICATED.status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ errors: [{ message: error.message, extensions: { code: 'UNAUTHENTICATED' } }] }),
  };
}

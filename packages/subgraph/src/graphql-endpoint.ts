import { AsyncLocalStorage } from 'node:async_hooks';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { ERRORS } from '@tessera/errors';
import { handleGraphQL, type HttpRequest, type HttpResponse, type HttpRoute } from '@tessera/http';
import {
  CLAIMS_HEADER,
  SIGNATURE_HEADER,
  SignatureError,
  signingKey,
  verifyRequest,
  type Claims,
  type NonceStore,
} from '@tessera/identity';
import type { AnySubgraph, BaseContext, SubgraphRuntime } from './definition.ts';
import { formatError } from './format-error.ts';
import { buildSchema } from './schema.ts';

const GRAPHQL_PATH = '/graphql';

/** The id of the request at hand, for errors that Apollo Server formats without telling whose they are. */
const requestIds = new AsyncLocalStorage<string>();

/** The one GraphQL route of a subgraph. It answers only what the gateway signed for it, and only once. */
export async function createGraphQLEndpoint(
  definition: AnySubgraph,
  runtime: SubgraphRuntime<unknown>,
  nonces: NonceStore,
): Promise<{ route: HttpRoute; stop(): Promise<void> }> {
  const { signing } = runtime.keyring;
  if (!signing) throw new Error(`The keyring of ${definition.name} has no signing key. Make one with \`npm run keys\`.`);
  const verifier = { key: signingKey(Buffer.from(signing, 'base64url')), nonces, notBefore: Date.now() };

  const server = new ApolloServer<BaseContext>({
    schema: buildSchema(definition),
    introspection: !runtime.settings.production,
    includeStacktraceInErrorResponses: false,
    // A browser cannot reach this endpoint: whatever the gateway did not sign is refused first.
    csrfPrevention: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    stopOnTerminationSignals: false,
    formatError: (formatted, error) =>
      formatError(formatted, error, { log: runtime.log, requestId: requestIds.getStore() }),
  });
  await server.start();

  const handle = async (request: HttpRequest): Promise<HttpResponse> => {
    const parts = { method: request.method, path: request.url.pathname, audience: definition.name, body: request.body };
    let claims: Claims;
    try {
      claims = await verifyRequest(verifier, parts, readHeaders(request));
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error;
      runtime.log.warn({ reason: error.reason, from: request.remoteAddress }, 'refused an unsigned or altered request');
      return unsigned(error);
    }
    return requestIds.run(claims.requestId, () =>
      handleGraphQL({ server, context: async () => contextOf(claims) }, request),
    );
  };

  const contextOf = (claims: Claims): BaseContext => {
    const { identity, requestId } = claims;
    const context = definition.createContext({ claims, identity, requestId, database: runtime.database, runtime });
    // Apollo Server copies a context's own properties and would run its getters; inherited ones stay lazy.
    return Object.create(context) as BaseContext;
  };

  return { route: { method: 'POST', path: GRAPHQL_PATH, handle }, stop: () => server.stop() };
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

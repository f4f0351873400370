import { HeaderMap, type ApolloServer, type BaseContext } from '@apollo/server';
import type { HttpRequest } from './request.ts';
import type { HttpResponse } from './server.ts';

export interface GraphQLHandlerOptions<Context extends BaseContext> {
  readonly server: ApolloServer<Context>;
  context(request: HttpRequest): Promise<Context>;
}

/**
 * Hands one HTTP request to Apollo Server by its integration API, so that content negotiation, CSRF prevention, APQ
 * and status codes are Apollo's own (https://www.apollographql.com/docs/apollo-server/integrations/building-integrations).
 */
export async function handleGraphQL<Context extends BaseContext>(
  options: GraphQLHandlerOptions<Context>,
  request: HttpRequest,
): Promise<HttpResponse> {
  const parsed = parseJsonBody(request);
  if (parsed instanceof SyntaxError) return malformedJson();
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const response = await options.server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method, headers, search: request.search, body: parsed },
    context: () => options.context(request),
  });
  return {
    status: response.status ?? 200,
    headers: Object.fromEntries(response.headers),
    body: response.body.kind === 'complete' ? response.body.string : response.body.asyncIterator,
  };
}

function parseJsonBody(request: HttpRequest): unknown {
  const isJson = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/json';
  if (!isJson || request.body.length === 0) return {};
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    return new SyntaxError('malformed');
  }
}

/** Says nothing of the parser's own message, which quotes the body back. */
function malformedJson(): HttpResponse {
  const message = 'The request body is not valid JSON. Send an object with `query`, and optionally `variables`.';
  return {
    status: 400,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }),
  };
}

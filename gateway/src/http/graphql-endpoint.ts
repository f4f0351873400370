import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import { isAppError, type AppError } from '@tessera/errors';
import type { HttpRequest, HttpResponse } from '@tessera/http';
import type { Identity } from '@tessera/identity';
import { v7 } from 'uuid';
import type { GatewayContext } from '../context.ts';
import { asRefusal } from '../errors.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import type { Metrics } from '../metrics.ts';
import { errorResponse } from './error-response.ts';
import { requestScope } from './request-scope.ts';

export interface GraphQLEndpointOptions {
  readonly server: ApolloServer<GatewayContext>;
  /** Absent: everyone is anonymous. */
  readonly authenticator?: Authenticator;
  /** @throws GraphQLError LIMIT_EXCEEDED */
  readonly guardDocument: (source: string) => void;
  /** @throws GraphQLError LIMIT_EXCEEDED */
  readonly guardVariables: (variables: unknown) => void;
  /** @throws AppError RATE_LIMITED */
  readonly limitRate: (identity: Identity | null, clientAddress: string) => void;
  readonly operationTimeoutMs: number;
  readonly metrics: Metrics;
}

const MAX_USER_AGENT = 256;
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** Answers GraphQL over HTTP. CSRF prevention, APQ, content negotiation and status codes are Apollo Server's own. */
export function createGraphQLEndpoint(
  options: GraphQLEndpointOptions,
): (request: HttpRequest) => Promise<HttpResponse> {
  const { server, metrics } = options;
  const execute = async (request: HttpRequest, requestId: string) => {
    const parsed = readOperation(request);
    if (parsed === 'malformed') return malformedJson();
    const response = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: parsed,
      context: () => createContext(options, request, parsed, requestId),
    });
    const headers = Object.fromEntries(response.headers);
    const body = response.body.kind === 'complete' ? response.body.string : response.body.asyncIterator;
    return { status: statusFor(response.status ?? 200, headers['content-type']), headers, body };
  };
  return async (request) => {
    const requestId = v7();
    const response = await requestScope.run({ requestId }, () => execute(request, requestId));
    metrics.count('tessera_gateway_requests_total', { status: String(response.status) });
    return { ...response, headers: { 'cache-control': 'no-store', ...response.headers, 'x-request-id': requestId } };
  };
}

/** What is thrown here is answered before the document is parsed. */
async function createContext(
  options: GraphQLEndpointOptions,
  request: HttpRequest,
  operation: HTTPGraphQLRequest,
  requestId: string,
): Promise<GatewayContext> {
  const { identity, refusal } = await identify(options.authenticator, request.headers.authorization);
  try {
    options.limitRate(identity, request.remoteAddress);
    const source = sourceOf(operation);
    if (source !== undefined) options.guardDocument(source);
    options.guardVariables(variablesOf(operation));
  } catch (error) {
    throw asRefusal(error);
  }
  const { traceparent, 'user-agent': userAgent } = request.headers;
  return {
    identity,
    refusal,
    requestId,
    clientAddress: request.remoteAddress,
    userAgent: userAgent?.slice(0, MAX_USER_AGENT),
    traceparent: typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined,
    deadline: Date.now() + options.operationTimeoutMs,
    signal: request.signal,
  };
}

async function identify(
  authenticator: Authenticator | undefined,
  authorization: string | undefined,
): Promise<{ identity: Identity | null; refusal: AppError | null }> {
  try {
    return { identity: (await authenticator?.identify(authorization)) ?? null, refusal: null };
  } catch (error) {
    if (isAppError(error)) return { identity: null, refusal: error };
    throw error;
  }
}

function readOperation(request: HttpRequest): HTTPGraphQLRequest | 'malformed' {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const shared = { method: request.method, headers, search: request.url.search };
  const isJson = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/json';
  if (!isJson || request.body.length === 0) return { ...shared, body: {} };
  try {
    return { ...shared, body: JSON.parse(request.body.toString('utf8')) as unknown };
  } catch {
    return 'malformed';
  }
}

function sourceOf(operation: HTTPGraphQLRequest): string | undefined {
  const { body } = operation;
  if (operation.method === 'GET') return new URLSearchParams(operation.search).get('query') ?? undefined;
  if (typeof body !== 'object' || body === null || !('query' in body)) return undefined;
  return typeof body.query === 'string' ? body.query : undefined;
}

/** Those of a GET are text, which its length in the URL bounds. */
function variablesOf({ method, body }: HTTPGraphQLRequest): unknown {
  const isObject = method === 'POST' && typeof body === 'object' && body !== null;
  return isObject && 'variables' in body ? body.variables : undefined;
}

/**
 * Refusals are 401 and 403 for clients of `application/graphql-response+json`. For `application/json` they are 200, as
 * the GraphQL-over-HTTP draft says (6.4.1): such clients may read the body only then.
 */
function statusFor(status: number, contentType: string | undefined): number {
  const isRefusal = status === 401 || status === 403;
  return isRefusal && contentType?.startsWith('application/json') ? 200 : status;
}

function malformedJson(): HttpResponse {
  const message = 'The request body is not valid JSON. Send an object with `query`, and optionally `variables`.';
  return errorResponse(400, 'BAD_REQUEST', message);
}

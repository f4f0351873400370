import type { HttpRequest, HttpResponse } from '@tessera/http';

/** What pages may do with a route, and what its answers depend on. */
export interface CorsPolicy {
  readonly methods: string;
  readonly requestHeaders: string;
  /** Headers of answers, beyond those that pages may read anyway. */
  readonly exposed: string;
  readonly vary: string;
}

const GRAPHQL: CorsPolicy = {
  methods: 'GET, POST',
  requestHeaders: 'authorization, content-type, apollo-require-preflight, x-apollo-operation-name, traceparent',
  exposed: 'x-request-id, retry-after, ratelimit, ratelimit-policy, x-operation-cost',
  vary: 'origin, accept',
};

/** For pages that send headers besides, as those that are passed on to subgraphs. @param names in lower case */
export function graphqlPolicy(names: readonly string[]): CorsPolicy {
  return { ...GRAPHQL, requestHeaders: [GRAPHQL.requestHeaders, ...names].join(', ') };
}

/**
 * Lets pages of the given origins read answers (https://fetch.spec.whatwg.org/#http-cors-protocol). Credentials are
 * bearer tokens that a page sends itself, so cookies are never allowed along.
 */
export function withCors(
  origins: readonly string[],
  handle: (request: HttpRequest) => Promise<HttpResponse> | HttpResponse,
  policy = GRAPHQL,
): (request: HttpRequest) => Promise<HttpResponse> {
  return async (request) => {
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && origins.includes(origin);
    const response = request.method === 'OPTIONS' ? preflight(isAllowed, policy) : await handle(request);
    const allow: Record<string, string> = isAllowed
      ? { 'access-control-allow-origin': origin, 'access-control-expose-headers': policy.exposed }
      : {};
    return { ...response, headers: { ...response.headers, ...allow, vary: policy.vary } };
  };
}

function preflight(isAllowed: boolean, { methods, requestHeaders }: CorsPolicy): HttpResponse {
  if (!isAllowed) return { status: 204, headers: { allow: `${methods}, OPTIONS` } };
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': methods,
      'access-control-allow-headers': requestHeaders,
      'access-control-max-age': '600',
    },
  };
}

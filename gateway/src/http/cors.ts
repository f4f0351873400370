import type { HttpRequest, HttpResponse } from '@tessera/http';

const ALLOWED_HEADERS = 'authorization, content-type, apollo-require-preflight, x-apollo-operation-name, traceparent';
const EXPOSED_HEADERS = 'x-request-id, retry-after, ratelimit, ratelimit-policy, x-operation-cost';

/**
 * Lets pages of the given origins read answers (https://fetch.spec.whatwg.org/#http-cors-protocol). Credentials are
 * bearer tokens that a page sends itself, so cookies are never allowed along.
 */
export function withCors(
  origins: readonly string[],
  handle: (request: HttpRequest) => Promise<HttpResponse> | HttpResponse,
  methods = 'GET, POST',
): (request: HttpRequest) => Promise<HttpResponse> {
  return async (request) => {
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && origins.includes(origin);
    const response = request.method === 'OPTIONS' ? preflight(isAllowed, methods) : await handle(request);
    const allow: Record<string, string> = isAllowed
      ? { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS }
      : {};
    return { ...response, headers: { ...response.headers, ...allow, vary: 'origin, accept' } };
  };
}

function preflight(isAllowed: boolean, methods: string): HttpResponse {
  if (!isAllowed) return { status: 204, headers: { allow: `${methods}, OPTIONS` } };
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': methods,
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '600',
    },
  };
}

import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { HttpRequest, HttpResponse, HttpRoute } from '@tessera/http';
import type { Logger } from 'pino';
import { withCors, type CorsPolicy } from './cors.ts';
import { errorResponse } from './error-response.ts';

export interface MediaRouteOptions {
  /** Any address of the service that keeps media; its origin counts. */
  readonly target: URL;
  /** Whose pages may upload. */
  readonly corsOrigins: readonly string[];
  readonly log: Logger;
}

/** What a client may tell the service, and the service a client: nothing of whoever else asks on the connection. */
const TO_SERVICE = ['content-type', 'content-length', 'if-match', 'if-none-match', 'range', 'if-range'] as const;
const TO_CLIENT = [
  'content-type',
  'content-length',
  'content-range',
  'accept-ranges',
  'content-disposition',
  'content-security-policy',
  'cache-control',
  'etag',
  'x-content-type-options',
  'cross-origin-resource-policy',
] as const;

const METHODS: readonly string[] = ['GET', 'HEAD', 'PUT'];
const PAGES: CorsPolicy = {
  methods: METHODS.join(', '),
  requestHeaders: 'content-type, range, if-range, if-match, if-none-match',
  exposed: 'accept-ranges, content-range, etag',
  vary: 'origin',
};

/** A service that says nothing for so long is given up, in milliseconds. */
const SILENCE_MS = 30_000;

/**
 * `/media/…`: files and uploads, under the endpoint's own host name, so that a site needs no other. Everything is in the
 * signature that a path carries, which the service checks; bodies go through as they come, and are never held.
 */
export function mediaRoute({ target, corsOrigins, log }: MediaRouteOptions): HttpRoute {
  const forward = async (request: HttpRequest): Promise<HttpResponse> => {
    if (!METHODS.includes(request.method)) return { status: 405, headers: { allow: `${PAGES.methods}, OPTIONS` }, body: '405\n' };
    try {
      return answerOf(await send(target, request));
    } catch (error) {
      log.warn({ err: error }, 'the service that keeps media did not answer');
      return errorResponse(502, 'UNAVAILABLE', 'Media cannot be reached just now. Try again.', { service: 'cms' });
    }
  };
  return { method: '*', path: /^\/media\//, streams: true, handle: withCors(corsOrigins, forward, PAGES) };
}

function send({ hostname, port }: URL, { method, path, search, headers, stream, signal }: HttpRequest): Promise<IncomingMessage> {
  const passed = TO_SERVICE.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const]));
  const options = { hostname, port, method, path: path + search, headers: Object.fromEntries(passed), timeout: SILENCE_MS, signal };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(options, resolve);
    outgoing.on('timeout', () => outgoing.destroy(new Error('It fell silent.')));
    outgoing.on('error', reject);
    // The service may answer before the end, and close: then the rest goes nowhere, and its answer counts.
    stream.on('error', (error) => outgoing.destroy(error)).pipe(outgoing);
  });
}

function answerOf(incoming: IncomingMessage): HttpResponse {
  const headers = TO_CLIENT.flatMap((name) => {
    const value = incoming.headers[name];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return { status: incoming.statusCode ?? 502, headers: Object.fromEntries(headers), body: incoming, stalledAfterMs: SILENCE_MS };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BodyTooLargeError, discardBody, NOTHING, readBody } from './body.ts';
import { createCohorts, type EnterCohort } from './cohorts.ts';
import { ClientWatch, IncomingRequest } from './request.ts';
import { createRouter, type HttpRoute, type Match } from './router.ts';
import { isFor, UpgradedConnections, type UpgradeRoute } from './upgrade.ts';

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | AsyncIterable<string | Buffer>;
  /** Of a body that comes bit by bit: who takes nothing of it for so long, in ms, is cut off. Left out: nobody is. */
  readonly stalledAfterMs?: number;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0: any free port; read it from the running server. */
  readonly port: number;
  readonly routes: readonly HttpRoute[];
  /** Left out: whoever asks for another protocol is answered in this one. */
  readonly upgrade?: UpgradeRoute;
  readonly maxBodyBytes: number;
  /** Told what a route threw; the client gets a bare 500. */
  onError(error: unknown): void;
  /** Answers a body over the cap; the default is a bare 413. */
  readonly tooLarge?: (maxBytes: number) => HttpResponse;
}

export interface RunningHttpServer {
  readonly port: number;
  /** Stops accepting, lets requests in flight finish for at most `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

/** @throws the listen error (EADDRINUSE, EACCES …) as Node gives it, so that the caller can name the cure. */
export async function createHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const findRoute = createRouter(options.routes);
  const service: Service = { options, enterCohort: createCohorts(), isDraining: false };
  const { upgrade } = options;
  const shouldUpgradeCallback = (incoming: IncomingMessage) => upgrade !== undefined && isFor(upgrade, incoming);
  const settings = { keepAliveTimeout: 65_000, requestTimeout: 60_000, shouldUpgradeCallback };
  const server = createServer(settings, (incoming, outgoing) => {
    const client = new ClientWatch(outgoing);
    const match = findRoute(incoming.method ?? 'GET', incoming.url ?? '');
    answer(service, match, { incoming, outgoing, client }).catch((error: unknown) => {
      if (!isClientGone(error)) options.onError(error);
      if (outgoing.headersSent) outgoing.end();
      else void send(service, outgoing, { status: 500, headers: { 'content-type': 'text/plain' } });
    });
  });
  const upgraded = upgrade && new UpgradedConnections(server, upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close(graceMs) {
      await acceptWaiting(server);
      service.isDraining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => {
        server.closeAllConnections();
        upgraded?.cut();
      }, graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** So many connections may wait for one another to be accepted; more than that keep coming, and no end is in sight. */
const MOST_WAITING = 500;

/**
 * Accepts the connections that have been made already: those that wait when listening ends are reset, and the requests
 * on them lost. One is accepted in each turn of the event loop (https://github.com/libuv/libuv/pull/3696).
 */
async function acceptWaiting(server: Server): Promise<void> {
  let accepted = 0;
  let before: number;
  const count = () => void (accepted += 1);
  server.on('connection', count);
  do {
    before = accepted;
    // The first may be the end of this turn, which has looked already.
    await nextTurn();
    await nextTurn();
  } while (accepted > before && accepted < MOST_WAITING);
  server.off('connection', count);
}

/** What all requests to one server share. */
interface Service {
  readonly options: HttpServerOptions;
  readonly enterCohort: EnterCohort;
  /**
   * Read when an answer's head is written. A set of the requests under way would tell as much, and hold the gateway's
   * memory: where a `Set` outgrows its table, V8 leaves in the old one where the next is, so that one dead table among
   * the old objects keeps all that follow it, and nearly every request, until the next full collection.
   */
  isDraining: boolean;
}

/** One request and its answer, as Node has them. */
interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly client: ClientWatch;
}

async function answer(service: Service, match: Match, { incoming, outgoing, client }: Exchange): Promise<void> {
  const { options, enterCohort } = service;
  if ('status' in match) return send(service, outgoing, noRoute(match));
  const { route, target } = match;
  try {
    const body = route.streams ? NOTHING : await readBody(incoming, options.maxBodyBytes, enterCohort);
    const response = await route.handle(new IncomingRequest(incoming, target, body, client));
    // A route that streams may have seen enough before the end.
    if (!incoming.readableEnded && route.streams) await endEarly(incoming, outgoing);
    const sending = send(service, outgoing, response, route.headers);
    if (sending) await sending;
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    await endEarly(incoming, outgoing);
    const refuse = options.tooLarge ?? (() => ({ status: 413, body: 'The request body is too large.\n' }));
    await send(service, outgoing, refuse(options.maxBodyBytes), route.headers);
  }
}

/** Before an answer that comes before the end of the request: the connection cannot carry another. */
async function endEarly(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  await discardBody(incoming);
  outgoing.setHeader('connection', 'close');
}

function noRoute(match: Exclude<Match, { route: HttpRoute }>): HttpResponse {
  const allow: Record<string, string> = match.status === 405 ? { allow: match.allow } : {};
  return { status: match.status, headers: { 'content-type': 'text/plain', ...allow }, body: `${match.status}\n` };
}

function send(
  { isDraining }: Service,
  outgoing: ServerResponse,
  response: HttpResponse,
  more?: HttpRoute['headers'],
): Promise<void> | void {
  // A kept-alive connection would stay open after its last answer, and closing would wait for it.
  if (isDraining) outgoing.setHeader('connection', 'close');
  const body = asBytes(response.body ?? '');
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    const head = headOf(response, more);
    if (!isBodiless(outgoing, response)) head.push('content-length', String(Buffer.byteLength(body)));
    outgoing.writeHead(response.status, head);
    outgoing.end(body);
    return undefined;
  }
  const { stalledAfterMs = 0 } = response;
  if (stalledAfterMs > 0) outgoing.setTimeout(stalledAfterMs, () => outgoing.destroy());
  outgoing.writeHead(response.status, headOf(response, more));
  return pipeline(body instanceof Readable ? body : Readable.from(body), outgoing);
}

/** What never has a body says at most how long that of another answer would be (RFC 9110, 8.6). */
function isBodiless({ req }: ServerResponse, { status, body }: HttpResponse): boolean {
  return body === undefined && (status === 204 || status === 304 || req.method === 'HEAD');
}

/** Names and values in turn, as Node takes them with the least work. @param more where the response has no such header */
function headOf({ headers = {} }: HttpResponse, more: HttpRoute['headers'] = {}): string[] {
  const head: string[] = [];
  for (const name in more) if (!(name in headers)) head.push(name, more[name] as string);
  for (const name in headers) head.push(name, headers[name] as string);
  return head;
}

/**
 * Node joins a text with its head, which copies it once more within V8's heap, where it stays until the client has read
 * it. Below this size a second part to write costs more.
 */
const LARGE_TEXT = 8 * 1024;

function asBytes(body: NonNullable<HttpResponse['body']>): NonNullable<HttpResponse['body']> {
  return typeof body === 'string' && body.length >= LARGE_TEXT ? Buffer.from(body) : body;
}

function isClientGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EPIPE';
}

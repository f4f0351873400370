import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BodyTooLargeError, readBody } from './body.ts';
import { ClientWatch, IncomingRequest } from './request.ts';
import { createRouter, type HttpRoute, type Match } from './router.ts';

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | AsyncIterable<string | Buffer>;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0: any free port; read it from the running server. */
  readonly port: number;
  readonly routes: readonly HttpRoute[];
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
  let draining = false;
  const answering = new Set<ServerResponse>();
  const findRoute = createRouter(options.routes);
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, (incoming, outgoing) => {
    if (draining) outgoing.setHeader('connection', 'close');
    answering.add(outgoing);
    outgoing.on('close', () => answering.delete(outgoing));
    const match = findRoute(incoming.method ?? 'GET', incoming.url ?? '');
    answer(options, match, incoming, outgoing).catch((error: unknown) => {
      if (!isClientGone(error)) options.onError(error);
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain' });
      outgoing.end();
    });
  });
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
      draining = true;
      // A kept-alive connection would stay open after its last answer, and closing would wait for it.
      for (const outgoing of answering) if (!outgoing.headersSent) outgoing.setHeader('connection', 'close');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

async function answer(
  options: HttpServerOptions,
  match: Match,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if ('status' in match) return send(outgoing, noRoute(match));
  const { route, target } = match;
  const client = new ClientWatch(outgoing);
  try {
    const body = await readBody(incoming, options.maxBodyBytes);
    const response = await route.handle(new IncomingRequest(incoming, target, body, client));
    await send(outgoing, response, route.headers);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    outgoing.setHeader('connection', 'close');
    const refuse = options.tooLarge ?? (() => ({ status: 413, body: 'The request body is too large.\n' }));
    await send(outgoing, refuse(options.maxBodyBytes), route.headers);
  }
}

function noRoute(match: Exclude<Match, { route: HttpRoute }>): HttpResponse {
  const allow: Record<string, string> = match.status === 405 ? { allow: match.allow } : {};
  return { status: match.status, headers: { 'content-type': 'text/plain', ...allow }, body: `${match.status}\n` };
}

function send(outgoing: ServerResponse, response: HttpResponse, more?: HttpRoute['headers']): Promise<void> | void {
  const { body = '' } = response;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    const length = { 'content-length': Buffer.byteLength(body) };
    outgoing.writeHead(response.status, { ...more, ...response.headers, ...length });
    outgoing.end(body);
    return undefined;
  }
  outgoing.writeHead(response.status, { ...more, ...response.headers });
  return pipeline(Readable.from(body), outgoing);
}

function isClientGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EPIPE';
}

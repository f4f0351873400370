import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BodyTooLargeError, readBody } from './body.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The peer's address as the socket knows it; never taken from a header. */
  readonly remoteAddress: string;
  /** Aborted when the client goes away before it was answered. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | AsyncIterable<string | Buffer>;
}

export interface HttpRoute {
  /** Upper case; '*' answers every method. */
  readonly method: string;
  /** The exact path, or a pattern it must match. */
  readonly path: string | RegExp;
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse;
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
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, (incoming, outgoing) => {
    if (draining) outgoing.setHeader('connection', 'close');
    answering.add(outgoing);
    outgoing.once('close', () => answering.delete(outgoing));
    answer(options, incoming, outgoing).catch((error: unknown) => {
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

async function answer(options: HttpServerOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const method = incoming.method ?? 'GET';
  const url = parseUrl(incoming.url);
  const onPath = url ? options.routes.filter((route) => matches(route, url.pathname)) : [];
  const route = onPath.find((candidate) => candidate.method === '*' || candidate.method === method);
  if (!url || !route) {
    const status = !url ? 400 : onPath.length > 0 ? 405 : 404;
    const allow: Record<string, string> = status === 405 ? { allow: onPath.map((each) => each.method).join(', ') } : {};
    await send(outgoing, { status, headers: { 'content-type': 'text/plain', ...allow }, body: `${status}\n` });
    return;
  }
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  try {
    const body = await readBody(incoming, options.maxBodyBytes);
    const response = await route.handle({
      method,
      url,
      headers: incoming.headers,
      body,
      remoteAddress: incoming.socket.remoteAddress ?? '',
      signal: gone.signal,
    });
    await send(outgoing, response);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    outgoing.setHeader('connection', 'close');
    const refuse = options.tooLarge ?? (() => ({ status: 413, body: 'The request body is too large.\n' }));
    await send(outgoing, refuse(options.maxBodyBytes));
  }
}

async function send(outgoing: ServerResponse, response: HttpResponse): Promise<void> {
  const { body = '' } = response;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    outgoing.writeHead(response.status, { ...response.headers, 'content-length': Buffer.byteLength(body) });
    outgoing.end(body);
    return;
  }
  outgoing.writeHead(response.status, response.headers);
  await pipeline(Readable.from(body), outgoing);
}

/** Put behind an origin rather than resolved against one: `//proxy-rule/metrics` is a path, and not another host's. */
function parseUrl(raw: string | undefined): URL | undefined {
  const url = `http://localhost${raw}`;
  return raw?.startsWith('/') && URL.canParse(url) ? new URL(url) : undefined;
}

function matches(route: HttpRoute, path: string): boolean {
  return typeof route.path === 'string' ? route.path === path : route.path.test(path);
}

function isClientGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EPIPE';
}

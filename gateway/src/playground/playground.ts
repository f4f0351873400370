import { isAppError } from '@tessera/errors';
import type { HttpRequest, HttpResponse, HttpRoute } from '@tessera/http';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Gateway } from '../create-gateway.ts';
import { errorResponse, jsonResponse } from '../http/error-response.ts';
import { isLoopbackRequest } from '../http/loopback.ts';
import type { GatewaySettings } from '../settings.ts';
import { loadAssets, type PlaygroundAssets } from './assets.ts';
import { listDemoAccounts, openDemoSession } from './demo-accounts.ts';
import { ASSETS_PATH, FAVICON, FAVICON_PATH, playgroundPage } from './page.ts';

export interface Playground {
  /** The page, for a browser that opens `GET /graphql`; null for any other request. */
  page(request: HttpRequest): Promise<HttpResponse> | null;
  readonly routes: readonly HttpRoute[];
}

export interface PlaygroundOptions {
  readonly settings: Pick<GatewaySettings, 'production' | 'demo' | 'demoAccountsFile'>;
  readonly gateway: Gateway;
  readonly log: Logger;
}

/** A page of another origin cannot send it without a preflight, which nothing here answers. */
const OWN_HEADER = 'x-tessera-playground';
const NOT_FOUND: HttpResponse = { status: 404, headers: { 'content-type': 'text/plain' }, body: '404\n' };
const sessionSchema = z.object({ email: z.string(), tenant: z.string().nullable().default(null) });

export function createPlayground({ settings, gateway, log }: PlaygroundOptions): Playground {
  const file = settings.demo && !settings.production ? settings.demoAccountsFile : undefined;
  const assets = once(() => loadAssets(log));

  /** Demo sessions are for the page on this machine alone; to anyone else there is no such path. */
  const demoRoute = (
    method: string,
    path: string,
    handle: (file: string, request: HttpRequest) => Promise<HttpResponse>,
  ) => ({
    method,
    path,
    handle: (request: HttpRequest) => (file && isOwnPage(request) ? handle(file, request) : NOT_FOUND),
  });

  return {
    page(request) {
      if (!wantsPage(request)) return null;
      return assets().then(
        ({ version }) => playgroundPage({ version, demo: file !== undefined && isLoopbackRequest(request) }),
        (error: unknown) => {
          log.error({ err: error }, 'the Playground cannot be built');
          return {
            status: 404,
            headers: { 'content-type': 'text/plain' },
            body: 'The Playground is not installed here.\n',
          };
        },
      );
    },
    routes: [
      {
        method: 'GET',
        path: /^\/playground\/assets\//,
        handle: async (request) => serveAsset(await assets(), request),
      },
      {
        method: 'GET',
        path: FAVICON_PATH,
        handle: () => ({ status: 200, headers: { 'content-type': 'image/svg+xml' }, body: FAVICON }),
      },
      demoRoute('GET', '/playground/accounts', async (accounts) => jsonResponse(200, await listDemoAccounts(accounts))),
      demoRoute('POST', '/playground/session', (accounts, request) => openSession(accounts, request, gateway)),
    ],
  };
}

async function openSession(file: string, request: HttpRequest, gateway: Gateway): Promise<HttpResponse> {
  const wanted = sessionSchema.safeParse(parseJson(request.body));
  if (!wanted.success) return errorResponse(400, 'BAD_REQUEST', 'Send {"email": …, "tenant": … or null}.');
  try {
    const login = (query: string, variables: Record<string, unknown>) =>
      gateway.runAnonymous(query, variables, request);
    return jsonResponse(200, await openDemoSession(file, wanted.data, login));
  } catch (error) {
    if (!isAppError(error)) throw error;
    return errorResponse(error.code === 'NOT_FOUND' ? 404 : 503, error.code, error.message);
  }
}

function wantsPage({ method, headers, url }: HttpRequest): boolean {
  return method === 'GET' && !url.searchParams.has('query') && (headers.accept ?? '').includes('text/html');
}

/** `Origin` is absent from a same-origin GET; where it is sent it has to be ours. */
function isOwnPage(request: HttpRequest): boolean {
  const { origin, host, [OWN_HEADER]: own, 'sec-fetch-site': site } = request.headers;
  const isSameOrigin =
    (origin === undefined || origin === `http://${host}`) && (site === undefined || site === 'same-origin');
  return isLoopbackRequest(request) && own === '1' && isSameOrigin;
}

function serveAsset({ version, files }: PlaygroundAssets, request: HttpRequest): HttpResponse {
  const prefix = `${ASSETS_PATH}/${version}/`;
  const asset = request.url.pathname.startsWith(prefix)
    ? files.get(request.url.pathname.slice(prefix.length))
    : undefined;
  if (!asset) return NOT_FOUND;
  return {
    status: 200,
    headers: {
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
      // A worker lives under the policy of its own script, not the page's.
      'content-security-policy': "default-src 'none'; script-src 'self'",
    },
    body: asset.body,
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Shares one run between all who ask; a failed one is tried again. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest, HttpResponse, HttpRoute } from '@tessera/http';
import type { Metrics } from '../metrics.ts';
import { isLoopbackRequest } from './loopback.ts';

export interface MetricsAccess {
  readonly production: boolean;
  /** Who sends it as a bearer token may read from anywhere. */
  readonly token?: string;
}

/** `/metrics` for Prometheus: to anyone in development, in production to this machine and to who has the token. */
export function metricsRoute(metrics: Metrics, { production, token }: MetricsAccess): HttpRoute {
  const mayRead = (request: HttpRequest) =>
    !production || isLoopbackRequest(request) || (token !== undefined && sends(request, token));
  const handle = async (request: HttpRequest): Promise<HttpResponse> => {
    if (!mayRead(request)) return { status: 404, body: '404\n' };
    return {
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: await metrics.render(),
    };
  };
  return { method: 'GET', path: '/metrics', handle };
}

function sends({ headers }: HttpRequest, token: string): boolean {
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}

/** Of one length, which `timingSafeEqual` needs. */
const digest = (text: string) => createHash('sha256').update(text).digest();

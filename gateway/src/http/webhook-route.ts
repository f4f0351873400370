import type { HttpRequest, HttpResponse, HttpRoute } from '@tessera/http';
import type { Logger } from 'pino';
import { errorResponse } from './error-response.ts';

export interface WebhookRouteOptions {
  /** Any address of the service that takes payments in; its origin counts. */
  readonly target: URL;
  readonly log: Logger;
}

/** How long the service may take, in milliseconds: a provider sends again what is not answered. */
const TIMEOUT_MS = 10_000;

/**
 * `/webhooks/payments/<provider>`: what a payment provider tells billing, under the endpoint's own host name. Who sends it
 * proves that by a signature over the body, which the service checks; nothing else is passed on.
 */
export function webhookRoute({ target, log }: WebhookRouteOptions): HttpRoute {
  return {
    method: 'POST',
    path: /^\/webhooks\/payments\/[a-z]{1,32}$/,
    async handle(request) {
      try {
        return await forward(target, request);
      } catch (error) {
        log.warn({ err: error }, 'the service that takes payments in did not answer');
        return errorResponse(502, 'UNAVAILABLE', 'Webhooks cannot be taken in just now. Send it again.', { service: 'billing' });
      }
    },
  };
}

async function forward(target: URL, { path, headers, body }: HttpRequest): Promise<HttpResponse> {
  const signature = headers['tessera-signature'];
  const passed = { 'content-type': 'application/json', ...(typeof signature === 'string' && { 'tessera-signature': signature }) };
  const answer = await fetch(new URL(path, target), {
    method: 'POST',
    headers: passed,
    body: new Uint8Array(body),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: answer.status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: await answer.text() };
}

import { ERRORS, isAppError } from '@tessera/errors';
import type { HttpRequest, HttpResponse, HttpRoute } from '@tessera/http';
import { backgroundOf, systemDb, type Runtime } from './background.ts';
import { takeWebhook } from './services/payments/take-webhook.ts';
import { WEBHOOK_PATH } from './services/payments/test-provider.ts';
import { SIGNATURE_HEADER } from './services/payments/webhook-signature.ts';

/** Where the payment provider tells how charges have ended. What it sends is signed. */
export function routes(runtime: Runtime): HttpRoute[] {
  return [{ method: 'POST', path: WEBHOOK_PATH, handle: (request) => answerWebhook(runtime, request) }];
}

/** A provider sends again whatever is not answered by 200. */
async function answerWebhook(runtime: Runtime, { body, headers }: HttpRequest): Promise<HttpResponse> {
  const { provider, clock } = backgroundOf(runtime);
  try {
    const signature = headers[SIGNATURE_HEADER];
    const event = provider.readWebhook(body, Array.isArray(signature) ? signature[0] : signature);
    const outcome = await takeWebhook(systemDb(runtime, `webhook ${event.id}`), clock, provider.name, event);
    return json(200, { outcome });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return json(STATUS[error.code] ?? ERRORS[error.code].status, { code: error.code, message: error.message });
  }
}

/** Over plain HTTP a refusal is no 200. */
const STATUS: Readonly<Partial<Record<string, number>>> = { BAD_USER_INPUT: 400, NOT_FOUND: 404, CONFLICT: 409 };

function json(status: number, value: object): HttpResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

import type { HttpResponse } from '@tessera/http';
import { limitMessage } from '../limits/limit-error.ts';
import { errorResponse } from './error-response.ts';

/** The answer to a request whose body is larger than `maxBytes`, of which no more is read. */
export function bodyTooLarge(maxBytes: number): HttpResponse {
  return errorResponse(413, 'LIMIT_EXCEEDED', limitMessage('bodyBytes', maxBytes), { limit: 'bodyBytes' });
}

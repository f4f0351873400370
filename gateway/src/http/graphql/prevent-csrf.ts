import type { HttpRequest } from '@tessera/http';
import { requestError } from '../../errors.ts';
import { parseMediaType } from './media-type.ts';

/** A page of another origin cannot send these without a preflight. */
const PREFLIGHT_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight'];
/** And these content types it can: https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
const SIMPLE_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

const REFUSAL =
  'This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). Please either specify a ' +
  `'content-type' header (with a type that is not one of ${SIMPLE_TYPES.join(', ')}) or provide a non-empty value ` +
  `for one of the following headers: ${PREFLIGHT_HEADERS.join(', ')}\n`;

/**
 * Refuses what a browser would send for a foreign page without asking first, in Apollo Server's words.
 * @throws GraphQLError BAD_REQUEST
 */
export function preventCsrf({ headers }: HttpRequest): void {
  const contentType = headers['content-type'];
  if (contentType === 'application/json') return;
  if (contentType !== undefined) {
    const parsed = parseMediaType(contentType);
    if (!parsed || !SIMPLE_TYPES.includes(parsed.essence)) return;
  }
  if (PREFLIGHT_HEADERS.some((name) => headers[name])) return;
  throw requestError('BAD_REQUEST', REFUSAL);
}

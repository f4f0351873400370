import type { HttpRequest } from '@tessera/http';
import { requestError } from '../../errors.ts';
import { parseMediaType } from './media-type.ts';

/** Says nothing of the parser's own message, which quotes the body back. */
const MALFORMED = 'The request body is not valid JSON. Send an object with `query`, and optionally `variables`.';
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The parsed body of a request; an empty object where it has none, or none of `application/json`.
 * @throws GraphQLError BAD_REQUEST, with status 415 for a coding or a character set that is not read here
 */
export function readJsonBody({ headers, body }: HttpRequest): unknown {
  if (!isJson(headers['content-type']) || body.length === 0) return {};
  const { 'content-encoding': coding = 'identity' } = headers;
  if (coding.toLowerCase() !== 'identity') throw unsupported(`the content coding ${JSON.stringify(coding)}`);
  try {
    return JSON.parse(withoutMark(body.toString('utf8')));
  } catch {
    throw requestError('BAD_REQUEST', MALFORMED);
  }
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const parsed = contentType === undefined ? null : parseMediaType(contentType);
  if (parsed?.essence !== 'application/json') return false;
  const charset = parsed.params.get('charset') ?? 'utf-8';
  if (charset.toLowerCase() !== 'utf-8') throw unsupported(`the character set ${JSON.stringify(charset)}`);
  return true;
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function unsupported(what: string) {
  return requestError('BAD_REQUEST', `Bodies of ${what} are not read here. Send plain JSON in UTF-8.`, { status: 415 });
}

import type { ErrorCode } from '@tessera/errors';
import type { HttpResponse } from '@tessera/http';

/** A refusal in GraphQL's shape, for what never becomes a GraphQL request. */
export function errorResponse(status: number, code: ErrorCode, message: string, extensions: object = {}): HttpResponse {
  return jsonResponse(status, { errors: [{ message, extensions: { ...extensions, code } }] });
}

export function jsonResponse(status: number, value: unknown): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

import { isAppError } from '@tessera/errors';
import type { HttpResponse } from '@tessera/http';
import { GraphQLError } from 'graphql';
import type { EngineAnswer } from '../../engine/contract.ts';
import { RefusedRequest, toGraphQLError, type HttpHead } from '../../errors.ts';
import type { ErrorFormatter } from './format-error.ts';
import { isPlainJson } from './content-type.ts';

/** How errors are told to the client of one request. */
export interface Teller {
  readonly requestId: string;
  readonly formatError: ErrorFormatter;
}

/** Where an answer goes, and how its errors are told. */
export interface Recipient extends Teller {
  readonly contentType: string;
}

/** The answer of an operation that ran. */
export function answerOperation(
  answer: EngineAnswer,
  extensions: string | undefined,
  recipient: Recipient,
): HttpResponse {
  return respond(200, `${answerText(answer, recipient, extensions)}\n`, recipient);
}

/** An answer as JSON, with errors before data, as Apollo Server writes them. */
export function answerText({ data, errors }: EngineAnswer, teller: Teller, extensions?: string): string {
  const told = errors.length > 0 ? `"errors":${format(errors, teller)},` : '';
  const more = extensions === undefined ? '' : `,"extensions":${extensions}`;
  return `{${told}"data":${data}${more}}`;
}

/** A refusal as JSON: errors, and no `data`. */
export function refusalText(thrown: unknown, teller: Teller): string {
  return `{"errors":${format(errorsOf(thrown), teller)}}`;
}

/** The answer of a request that was refused, or that failed before its operation ran: errors, and no `data`. */
export function answerFailure(thrown: unknown, recipient: Recipient): HttpResponse {
  const errors = errorsOf(thrown);
  let status = 500;
  const headers: Record<string, string> = {};
  for (const { extensions } of errors) {
    const head = extensions['http'] as HttpHead | undefined;
    status = head?.status ?? status;
    for (const [name, value] of head?.headers ?? []) headers[name] = value;
  }
  const body = `{"errors":${format(errors, recipient)}}\n`;
  return respond(statusFor(status, recipient.contentType), body, recipient, headers);
}

/** What a client is told of whatever was thrown on the way of its request. */
export function errorsOf(thrown: unknown): readonly GraphQLError[] {
  if (thrown instanceof RefusedRequest) return thrown.errors;
  if (isAppError(thrown)) return [toGraphQLError(thrown)];
  if (thrown instanceof GraphQLError) return [thrown];
  const fault = thrown instanceof Error ? thrown : new Error(String(thrown));
  return [new GraphQLError(fault.message, { originalError: fault })];
}

function format(errors: readonly GraphQLError[], { formatError, requestId }: Teller): string {
  return JSON.stringify(errors.map((error) => formatError(error, requestId)));
}

/**
 * Refusals are 401 and 403 for clients of `application/graphql-response+json`. For `application/json` they are 200, as
 * the GraphQL-over-HTTP draft says (6.4.1): such clients may read the body only then.
 */
function statusFor(status: number, contentType: string): number {
  return (status === 401 || status === 403) && isPlainJson(contentType) ? 200 : status;
}

function respond(
  status: number,
  body: string,
  { requestId, contentType }: Recipient,
  headers?: Readonly<Record<string, string>>,
): HttpResponse {
  const common = { 'cache-control': 'no-store', 'content-type': contentType, 'x-request-id': requestId };
  return { status, headers: headers ? { ...common, ...headers } : common, body };
}

import type { HttpRequest } from '@tessera/http';
import { requestError } from '../../errors.ts';
import { readJsonBody } from './read-json-body.ts';
import { parseMediaType } from './media-type.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a client asks, as https://graphql.github.io/graphql-over-http names it; nothing of it is judged yet. */
export interface OperationParams {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: JsonObject;
  readonly extensions?: JsonObject;
}

/**
 * Reads the operation out of an HTTP request, as Apollo Server does: the same requests are refused, in its words.
 * @throws GraphQLError BAD_REQUEST
 */
export function readParams(request: HttpRequest): OperationParams {
  if (request.method === 'POST') return ofBody(readJsonBody(request));
  if (request.method === 'GET') return ofSearch(request);
  throw requestError('BAD_REQUEST', 'Apollo Server supports only GET/POST requests.', {
    status: 405,
    headers: new Map([['allow', 'GET, POST']]),
  });
}

function ofBody(body: unknown): OperationParams {
  if (Array.isArray(body)) throw requestError('BAD_REQUEST', 'Operation batching disabled.');
  if (!isObject(body) || Object.keys(body).length === 0) {
    throw requestError('BAD_REQUEST', 'POST body missing, invalid Content-Type, or JSON object has no keys.');
  }
  const { query, operationName, variables, extensions } = body;
  refuseOtherQueries(query);
  refuseText('variables', variables);
  refuseText('extensions', extensions);
  if (!isObjectOrNothing(extensions)) throw misplaced('extensions', 'an object');
  if (!isObjectOrNothing(variables)) throw misplaced('variables', 'an object');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw misplaced('operationName', 'a string');
  }
  return {
    query: typeof query === 'string' ? query : undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

function refuseOtherQueries(query: unknown): void {
  if (!query || typeof query === 'string') return;
  if (!isObject(query) || query['kind'] !== 'Document') {
    throw requestError('BAD_REQUEST', 'GraphQL queries must be strings.');
  }
  throw requestError(
    'BAD_REQUEST',
    "GraphQL queries must be strings. It looks like you're sending the internal graphql-js representation of a parsed " +
      'query in your request instead of a request in the GraphQL query language. You can convert an AST to a string ' +
      'using the `print` function from `graphql`, or use a client like `apollo-client` which converts the internal ' +
      'representation to a string for you.',
  );
}

function refuseText(name: string, value: unknown): void {
  if (typeof value !== 'string') return;
  const message = `\`${name}\` in a POST body should be provided as an object, not a recursively JSON-encoded string.`;
  throw requestError('BAD_REQUEST', message);
}

function misplaced(name: string, kind: string) {
  return requestError('BAD_REQUEST', `\`${name}\` in a POST body must be ${kind} if provided.`);
}

function ofSearch({ headers, search }: HttpRequest): OperationParams {
  const contentType = headers['content-type'];
  if (contentType !== undefined && parseMediaType(contentType)?.essence !== 'application/json') {
    const message = 'GET requests may not have a content-type header other than application/json.';
    throw requestError('BAD_REQUEST', message, { status: 415 });
  }
  const params = new URLSearchParams(search);
  return {
    query: once(params, 'query'),
    operationName: once(params, 'operationName'),
    variables: onceAsObject(params, 'variables'),
    extensions: onceAsObject(params, 'extensions'),
  };
}

function once(params: URLSearchParams, name: string): string | undefined {
  const [value, another] = params.getAll(name);
  if (another === undefined) return value;
  throw requestError('BAD_REQUEST', `The '${name}' search parameter may only be specified once.`);
}

function onceAsObject(params: URLSearchParams, name: string): JsonObject | undefined {
  const text = once(params, name);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw requestError('BAD_REQUEST', `The ${name} search parameter contains invalid JSON.`);
  }
  if (isObject(value)) return value;
  throw requestError('BAD_REQUEST', `The ${name} search parameter should contain a JSON-encoded object.`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObjectOrNothing(value: unknown): value is JsonObject | null | undefined {
  return value === undefined || value === null || isObject(value);
}

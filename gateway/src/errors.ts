import { ERRORS, isAppError, type AppError, type ErrorCode } from '@tessera/errors';
import { GraphQLError } from 'graphql';

/** The extensions that a client may see. What a subgraph sends besides stays inside. */
const PUBLIC_EXTENSIONS = [
  'code',
  'field',
  'service',
  'retryAfterSeconds',
  'currentVersion',
  'limit',
  'allowed',
  'plan',
  'correlationId',
] as const;

/** How HTTP is to tell an error: `extensions.http`, as in Apollo Server. It is taken off before a client sees it. */
export interface HttpHead {
  readonly status?: number;
  /** Names in lower case. */
  readonly headers?: ReadonlyMap<string, string>;
}

/** A request that is answered with errors alone, and no `data`. */
export class RefusedRequest extends Error {
  readonly errors: readonly GraphQLError[];
  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join(' '));
    this.name = 'RefusedRequest';
    this.errors = errors;
  }
}

/** An error of the request itself, before anything of it ran; status 400 unless `head` says otherwise. */
export function requestError(code: ErrorCode, message: string, head: HttpHead = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400, ...head } } });
}

const MAX_MESSAGE = 1_000;

/** graphql-js quotes what the client sent, all of it, in each of up to a hundred errors. */
export function shortened(message: string): string {
  if (message.length <= MAX_MESSAGE) return message;
  // A copy: a slice would keep what it was cut from in memory, as long as the refusal is remembered.
  return `${Buffer.from(message.slice(0, MAX_MESSAGE)).toString()}…`;
}

/** A refusal with its code and details as extensions, and the registry's status if there is no data. */
export function toGraphQLError(error: AppError, extensions: Readonly<Record<string, unknown>> = {}): GraphQLError {
  const headers = new Map<string, string>();
  if (error.code === 'UNAUTHENTICATED') headers.set('www-authenticate', 'Bearer');
  if (error.details.retryAfterSeconds !== undefined)
    headers.set('retry-after', String(error.details.retryAfterSeconds));
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: {
      code: error.code,
      ...error.details,
      ...extensions,
      http: { status: ERRORS[error.code].status, headers },
    },
  });
}

/** Lets an AppError through as a refusal, and anything else as the fault it is. */
export function asRefusal(error: unknown): unknown {
  return isAppError(error) ? toGraphQLError(error) : error;
}

/** Codes that are not ours (Apollo's own, a foreign subgraph's) come out as a fault of ours. */
export function registryCode(code: unknown): ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'INTERNAL_SERVER_ERROR';
}

/**
 * How an error's code is told: those of the registry and those of the subgraphs' own that are named; all others are faults.
 * @param own e.g. `OUT_OF_STOCK`
 */
export function codeTeller(own: readonly string[] = []): (code: unknown) => string {
  const told = new Set<unknown>(own);
  return (code) => (told.has(code) ? (code as string) : registryCode(code));
}

export function publicExtensions(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of PUBLIC_EXTENSIONS) {
    if (extensions[name] !== undefined) shown[name] = extensions[name];
  }
  return shown;
}

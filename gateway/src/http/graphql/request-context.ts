import type { AppError } from '@tessera/errors';
import type { HttpRequest } from '@tessera/http';
import type { Identity } from '@tessera/identity';
import type { GatewayContext } from '../../context.ts';

export interface Caller {
  readonly identity: Identity | null;
  readonly refusal: AppError | null;
}

/** Of a request, or of one that came over a connection that is kept for many. */
export type ClientRequest = Pick<HttpRequest, 'headers' | 'remoteAddress' | 'signal'>;

export const ANONYMOUS: Caller = { identity: null, refusal: null };

const MAX_USER_AGENT = 256;
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** The context of one request; what few operations ask for is read when they do. */
export class RequestContext implements GatewayContext {
  readonly identity: Identity | null;
  readonly refusal: AppError | null;
  readonly requestId: string;
  readonly clientAddress: string;
  readonly deadline: number;
  readonly traceparent: string | undefined;
  readonly forwarded: Readonly<Record<string, string>> | undefined;
  readonly steps: GatewayContext['steps'];
  standings: GatewayContext['standings'];
  readonly #request: ClientRequest;

  constructor(
    request: ClientRequest,
    caller: Caller,
    more: Pick<GatewayContext, 'requestId' | 'clientAddress' | 'deadline' | 'traceparent' | 'forwarded' | 'steps'>,
  ) {
    this.identity = caller.identity;
    this.refusal = caller.refusal;
    this.requestId = more.requestId;
    this.clientAddress = more.clientAddress;
    this.deadline = more.deadline;
    this.traceparent = more.traceparent;
    this.forwarded = more.forwarded;
    this.steps = more.steps;
    this.standings = undefined;
    this.#request = request;
  }

  get userAgent(): string | undefined {
    return this.#request.headers['user-agent']?.slice(0, MAX_USER_AGENT);
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }
}

/** The trace that the client's request belongs to, where its header is well-formed (https://www.w3.org/TR/trace-context). */
export function traceparentOf({ headers }: Pick<ClientRequest, 'headers'>): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined;
}

/** Those of the named headers that the client sent. */
export function forwardedOf(
  { headers }: Pick<ClientRequest, 'headers'>,
  names: readonly string[],
): Record<string, string> | undefined {
  let forwarded: Record<string, string> | undefined;
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) (forwarded ??= {})[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return forwarded;
}

export type FailureReason =
  | 'connection'
  | 'signature'
  | 'interrupted'
  | 'timeout'
  | 'too-large'
  | 'unread'
  | 'cancelled'
  | 'overloaded'
  | 'circuit-open';

/**
 * Why a subgraph did not answer. `overloaded` and `circuit-open` mean that it was not asked, `connection` and
 * `signature` that it was and cannot have acted on the request; `unread`, that the client did not take what it sent.
 */
export class SubgraphFailure extends Error {
  readonly reason: FailureReason;
  /** HTTP status of an answer that was no GraphQL. */
  readonly status?: number;

  constructor(reason: FailureReason, more: { readonly cause?: unknown; readonly status?: number } = {}) {
    super(`The subgraph did not answer: ${reason}.`, { cause: more.cause });
    this.reason = reason;
    this.status = more.status;
  }
}

/** What clients are told: code and message name the service, and nothing of its address or its own words. */
export function describeFailure(
  failure: unknown,
  service: string,
): { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> } {
  const reason = failure instanceof SubgraphFailure ? failure.reason : null;
  const tell = (code: string, message: string) => ({ message, extensions: { code, service } });
  if (reason === null) return tell('INTERNAL_SERVER_ERROR', `The service ${service} could not be asked.`);
  if (reason === 'timeout') return tell('DEADLINE_EXCEEDED', `The service ${service} did not answer in time.`);
  if (reason === 'overloaded') return tell('UNAVAILABLE', `The service ${service} is too busy just now.`);
  if (reason === 'too-large') {
    const message = `The answer of the service ${service} is too large. Ask for fewer records at once.`;
    return tell('UNAVAILABLE', message);
  }
  if (reason === 'unread') {
    const message = `Events of the service ${service} came faster than they were read. Subscribe again, and read on.`;
    return tell('LIMIT_EXCEEDED', message);
  }
  return tell('UNAVAILABLE', `The service ${service} cannot be reached just now.`);
}

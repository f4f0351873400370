import { Metadata, status, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { AppError, ERRORS, isAppError } from '@tessera/errors';
import { decodeErrorDetails, encodeErrorDetails, STATUS_DETAILS_TRAILER } from './error-details.ts';

/**
 * The status that answers a failed call. An AppError keeps its code, message and details across the wire; anything
 * else is a fault, of which the caller learns nothing but the request's id.
 */
export function statusOf(error: unknown, requestId: string): StatusObject {
  if (!isAppError(error)) {
    return { code: status.INTERNAL, details: `The call failed; see request ${requestId} in the log.`, metadata: new Metadata() };
  }
  const metadata = new Metadata();
  metadata.set(STATUS_DETAILS_TRAILER, encodeErrorDetails(error));
  return { code: ERRORS[error.code].grpc, details: error.message, metadata };
}

/**
 * The AppError for a failed call to `callee`, its `cause` the gRPC error. A refusal by the callee's own transport
 * (wrong key, caller not allowed, message too large) is a fault of ours and never looks like the user's: only what the
 * callee threw as an AppError comes back with its code.
 */
export function errorOf(error: ServiceError, callee: string, method: string): AppError {
  const thrown = appErrorIn(error);
  if (thrown) return withCause(thrown, error);
  if (error.code === status.UNAVAILABLE) {
    return withCause(new AppError('UNAVAILABLE', `The ${callee} service cannot be reached.`, { service: callee }), error);
  }
  if (error.code === status.DEADLINE_EXCEEDED) {
    const message = `The ${callee} service did not answer ${method} in time.`;
    return withCause(new AppError('DEADLINE_EXCEEDED', message, { service: callee }), error);
  }
  const name = status[error.code] ?? String(error.code);
  const message = `The ${callee} service refused ${method}: ${name}, ${error.details}`;
  return withCause(new AppError('INTERNAL_SERVER_ERROR', message, { service: callee }), error);
}

/** Whether a call failed because a message exceeded MAX_MESSAGE_BYTES: asking for less can succeed. */
export function isMessageTooLarge(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return cause?.code === status.RESOURCE_EXHAUSTED;
}

function appErrorIn(error: ServiceError): AppError | undefined {
  const details = error.metadata?.get(STATUS_DETAILS_TRAILER)[0];
  return Buffer.isBuffer(details) ? decodeErrorDetails(details) : undefined;
}

function withCause(error: AppError, cause: unknown): AppError {
  error.cause = cause;
  return error;
}

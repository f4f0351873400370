import { AppError, ERRORS, type ErrorCode, type ErrorDetails } from '@tessera/errors';
import type { Any } from './generated/google/protobuf/any.ts';
import { BadRequest, ErrorInfo, RetryInfo } from './generated/google/rpc/error_details.ts';
import { Status } from './generated/google/rpc/status.ts';
import type { MessageType } from './definition.ts';

/** Under which every gRPC implementation looks for them, https://grpc.io/docs/guides/error/#richer-error-model */
export const STATUS_DETAILS_TRAILER = 'grpc-status-details-bin';

/** Says that a reason is a code of our registry. */
const DOMAIN = 'tessera';

/**
 * A google.rpc.Status, encoded: the error's code as an ErrorInfo's reason, a wrong field as a BadRequest, and when to
 * try again as a RetryInfo.
 */
export function encodeErrorDetails(error: AppError): Buffer {
  const { field, retryAfterSeconds, ...others } = error.details;
  const metadata = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
  const details = [pack('ErrorInfo', ErrorInfo, { reason: error.code, domain: DOMAIN, metadata })];
  if (field !== undefined) {
    details.push(pack('BadRequest', BadRequest, { fieldViolations: [{ field, description: error.message }] }));
  }
  if (retryAfterSeconds !== undefined) {
    details.push(pack('RetryInfo', RetryInfo, { retryDelay: { seconds: retryAfterSeconds, nanos: 0 } }));
  }
  const status = { code: ERRORS[error.code].grpc, message: error.message, details };
  return Buffer.from(Status.encode(status).finish());
}

/** The error that was encoded; undefined where the bytes tell of none that our registry knows. */
export function decodeErrorDetails(bytes: Uint8Array): AppError | undefined {
  try {
    const { message, details } = Status.decode(bytes);
    const info = unpack('ErrorInfo', ErrorInfo, details);
    return info && isOurs(info) ? new AppError(info.reason, message, detailsOf(info, details)) : undefined;
  } catch {
    // Thrown in grpc-js's callback, it would end the process; the status itself still tells that the call failed.
    return undefined;
  }
}

function detailsOf({ metadata }: ErrorInfo, details: readonly Any[]): ErrorDetails {
  const violation = unpack('BadRequest', BadRequest, details)?.fieldViolations[0];
  const delay = unpack('RetryInfo', RetryInfo, details)?.retryDelay;
  const { service, currentVersion, limit, allowed, plan } = metadata;
  return {
    ...(violation && { field: violation.field }),
    ...(delay && { retryAfterSeconds: delay.seconds }),
    ...(service !== undefined && { service }),
    ...(currentVersion !== undefined && { currentVersion: Number(currentVersion) }),
    ...(limit !== undefined && { limit }),
    ...(allowed !== undefined && { allowed: Number(allowed) }),
    ...(plan !== undefined && { plan }),
  };
}

function isOurs(info: ErrorInfo): info is ErrorInfo & { reason: ErrorCode } {
  return info.domain === DOMAIN && Object.hasOwn(ERRORS, info.reason);
}

function pack<T>(name: string, type: MessageType<T>, message: T): Any {
  return { typeUrl: `type.googleapis.com/google.rpc.${name}`, value: Buffer.from(type.encode(message).finish()) };
}

function unpack<T>(name: string, type: MessageType<T>, details: readonly Any[]): T | undefined {
  const packed = details.find(({ typeUrl }) => typeUrl.endsWith(`/google.rpc.${name}`));
  return packed && type.decode(packed.value);
}

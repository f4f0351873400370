import { AppError, ERRORS, type ErrorCode } from '@tessera/errors';

/** Why a registration is undone, as its client is told at each repetition. */
export interface RegistrationFailure {
  readonly code: ErrorCode;
  readonly message: string;
  /** Path of the argument that is wrong. */
  readonly field: string | null;
}

const DEFINITIVE: ReadonlySet<ErrorCode> = new Set(['BAD_USER_INPUT', 'CONFLICT', 'PLAN_LIMIT_REACHED']);

/** Whether asking again could only be refused again. Everything else passes, or is a fault that somebody mends. */
export function isDefinitive(code: ErrorCode): boolean {
  return DEFINITIVE.has(code);
}

export const GAVE_UP: RegistrationFailure = {
  code: 'CONFLICT',
  message: 'This could not be completed and was undone. Try anew, with a new idempotency key.',
  field: null,
};

export const TENANT_GONE: RegistrationFailure = {
  code: 'CONFLICT',
  message: 'The tenant was deleted meanwhile, and this was undone. Try anew, with a new idempotency key.',
  field: null,
};

/** The failure as its client is told it. */
export function errorOf(failure: Readonly<Record<'code' | 'message', string>> & { field: string | null }): AppError {
  const code = isErrorCode(failure.code) ? failure.code : 'INTERNAL_SERVER_ERROR';
  return new AppError(code, failure.message, failure.field === null ? {} : { field: failure.field });
}

function isErrorCode(code: string): code is ErrorCode {
  return code in ERRORS;
}

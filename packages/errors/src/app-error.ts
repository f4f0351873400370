import { ERRORS, type ErrorCode } from './registry.ts';

/** What an error may tell a client besides its code; nothing that identifies another tenant's data. */
export interface ErrorDetails {
  /** Path of the argument that is wrong, e.g. `input.email`. */
  readonly field?: string;
  readonly service?: string;
  readonly retryAfterSeconds?: number;
  /** The version a stale update should have named. */
  readonly currentVersion?: number;
  /** What the tenant's plan limits, e.g. `customers`. */
  readonly limit?: string;
  /** How much of it the plan allows. */
  readonly allowed?: number;
  /** The plan's name; left out where none is in force. */
  readonly plan?: string;
}

/**
 * A refusal that a service means to show to the caller, by code from the registry.
 * The message names the cure. Anything else that is thrown is a fault, and is masked in production.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** Jest loads modules once per test file, so `instanceof` would miss an error that another copy of this module made. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && (error as AppError).code in ERRORS;
}

export const notFound = (what: string) =>
  new AppError('NOT_FOUND', `There is no such ${what}, or it is not yours to see.`);
export const badInput = (field: string, message: string) => new AppError('BAD_USER_INPUT', message, { field });
export const conflict = (message: string, currentVersion?: number) =>
  new AppError('CONFLICT', message, currentVersion === undefined ? {} : { currentVersion });

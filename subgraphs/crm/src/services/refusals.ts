import { AppError, notFound } from '@tessera/errors';
import { isRowRefused, isUniqueViolation } from '@tessera/tenancy';

/**
 * For `catch`: tells a caller that a unique value is taken; anything else is thrown on.
 * @param field where the value came from, if it can be told
 */
export const takenAs = (message: string, field?: string) => (error: unknown): never => {
  throw isUniqueViolation(error) ? new AppError('CONFLICT', message, field === undefined ? {} : { field }) : error;
};

/** For `catch`: a row that row-level security does not let the caller write is a missing row to it. */
export const missingIfRefused = (what: string) => (error: unknown): never => {
  throw isRowRefused(error) ? notFound(what) : error;
};

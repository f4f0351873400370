import { conflict, notFound } from '@tessera/errors';
import { isRowRefused, isUniqueViolation } from '@tessera/tenancy';

/** For `catch`: tells a caller that a unique value is taken; anything else is thrown on. */
export const takenAs = (message: string) => (error: unknown): never => {
  throw isUniqueViolation(error) ? conflict(message) : error;
};

/** For `catch`: a row that row-level security does not let the caller write is a missing row to it. */
export const missingIfRefused = (what: string) => (error: unknown): never => {
  throw isRowRefused(error) ? notFound(what) : error;
};

import { AppError, conflict } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import type { Problem } from '../domain/item-data.ts';

/** As many as a refusal tells; the rest shows when these are mended. */
const MOST_TOLD = 10;

/** Data that its type does not take, with every place and cure. `field` is the first. */
export function invalidData(problems: readonly Problem[], code: 'BAD_USER_INPUT' | 'CONFLICT' = 'BAD_USER_INPUT'): AppError {
  const told = problems.slice(0, MOST_TOLD).map(({ path, message }) => `\`input.${path}\`: ${message}`);
  const rest = problems.length > MOST_TOLD ? [`And ${problems.length - MOST_TOLD} more.`] : [];
  return new AppError(code, [...told, ...rest].join(' '), { field: `input.${problems[0]?.path ?? 'data'}` });
}

/** For `catch`: tells a caller that a unique value is taken; anything else is thrown on. */
export const takenAs = (message: string) => (error: unknown): never => {
  throw isUniqueViolation(error) ? conflict(message) : error;
};

import { AppError } from '@tessera/errors';
import type { GraphQLError } from 'graphql';
import { toGraphQLError } from '../errors.ts';
import { LIMIT_TEXTS } from './limit-settings.ts';

export type LimitName = keyof typeof LIMIT_TEXTS;

export function limitMessage(limit: LimitName, max: number): string {
  return `The operation exceeds the limit of ${max.toLocaleString('en')} ${LIMIT_TEXTS[limit]}. Split it.`;
}

/** LIMIT_EXCEEDED, with the name of the limit in `extensions.limit`. */
export function limitExceeded(limit: LimitName, max: number): GraphQLError {
  return toGraphQLError(new AppError('LIMIT_EXCEEDED', limitMessage(limit, max)), { limit });
}

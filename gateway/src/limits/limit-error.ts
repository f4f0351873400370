import { AppError } from '@tessera/errors';
import type { GraphQLError } from 'graphql';
import { toGraphQLError } from '../errors.ts';
import type { LimitSettings } from './limit-settings.ts';

/** What each limit counts, and what its sender can do. */
const LIMIT_TEXTS: Record<keyof LimitSettings | 'comparisons', readonly [counted: string, cure: string]> = {
  bodyBytes: ['bytes in the request body', 'Send less at once.'],
  lines: ['lines', 'Leave out empty lines and comments.'],
  tokens: ['tokens', 'Split it, and pass values as variables.'],
  operations: ['operations in one document', 'Send the one that is to run.'],
  depth: ['levels of nested fields', 'Ask for what lies deeper in another operation.'],
  selections: ['selections, fragments written out', 'Split it.'],
  fragmentSpreads: ['fragment spreads, fragments written out', 'Split it.'],
  aliases: ['aliases', 'Split it.'],
  rootFields: ['root fields', 'Split it.'],
  directives: ['directives', 'Split it.'],
  variableDepth: ['levels of nested lists and objects in a variable', 'Send flatter values.'],
  cost: ['objects that it can return, by estimate', 'Ask for shorter pages, or for fewer lists within one another.'],
  listSize: ['items in a list of unknown length', 'Say how many.'],
  planningMs: ['milliseconds of planning', 'Split it, or ask for fewer types of an interface.'],
  planningMegabytes: ['megabytes for planning', 'Split it, or ask for fewer types of an interface.'],
  subscriptions: ['subscriptions at once', 'Try again shortly.'],
  subscriptionsPerUser: ['subscriptions of one user at once', 'End one first.'],
  socketOperations: ['operations at once on one WebSocket', 'Complete one first.'],
  comparisons: ['comparisons between fields that could overlap', 'Repeat fewer fields.'],
};

export type LimitName = keyof typeof LIMIT_TEXTS;

/**
 * How a limit is told to whoever exceeds it, with the cure for its sender and the setting for its operator:
 * `The operation exceeds the limit of 100 aliases (TESSERA_LIMIT_ALIASES). Split it.`
 */
export function limitMessage(limit: LimitName, max: number): string {
  const [counted, cure] = LIMIT_TEXTS[limit];
  const setting = limit === 'comparisons' ? '' : ` (${settingOf(limit)})`;
  return `The operation exceeds the limit of ${max.toLocaleString('en')} ${counted}${setting}. ${cure}`;
}

/** The environment variable of a limit. That of comparisons is fixed in graphql-js. */
export function settingOf(limit: keyof LimitSettings): string {
  return `TESSERA_LIMIT_${limit.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** LIMIT_EXCEEDED, with the name of the limit in `extensions.limit`. */
export function limitExceeded(limit: LimitName, max: number): GraphQLError {
  return limitRefusal(limit, limitMessage(limit, max));
}

/** The same, of a limit that is no number. */
export function limitRefusal(limit: LimitName, message: string): GraphQLError {
  return toGraphQLError(new AppError('LIMIT_EXCEEDED', message), { limit });
}

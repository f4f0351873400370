import { AppError } from '@tessera/errors';
import type { GraphQLError } from 'graphql';
import { toGraphQLError } from '../errors.ts';

/** What each limit counts, and what its sender can do: `The operation exceeds the limit of 100 aliases. Split it.` */
const LIMIT_TEXTS = {
  bodyBytes: ['bytes in the request body', 'Send less at once.'],
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
  comparisons: ['comparisons between fields that could overlap', 'Repeat fewer fields.'],
} as const;

export type LimitName = keyof typeof LIMIT_TEXTS;

/** How a limit is told to whoever exceeds it: what it counts, and the cure. */
export function limitMessage(limit: LimitName, max: number): string {
  const [counted, cure] = LIMIT_TEXTS[limit];
  return `The operation exceeds the limit of ${max.toLocaleString('en')} ${counted}. ${cure}`;
}

/** LIMIT_EXCEEDED, with the name of the limit in `extensions.limit`. */
export function limitExceeded(limit: LimitName, max: number): GraphQLError {
  return limitRefusal(limit, limitMessage(limit, max));
}

/** The same, of a limit that is no number. */
export function limitRefusal(limit: LimitName, message: string): GraphQLError {
  return toGraphQLError(new AppError('LIMIT_EXCEEDED', message), { limit });
}

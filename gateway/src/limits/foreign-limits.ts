import { limitMessage, type LimitName } from './limit-error.ts';
import type { LimitSettings } from './limit-settings.ts';

/** graphql-js gives up on the overlapping-fields rule there; it is not configurable. */
const MAX_COMPARISONS = 500_000;

/** Limits that graphql-js and Apollo Server keep by themselves. They have no code of their own, only a message. */
const FOREIGN_LIMITS: readonly (readonly [RegExp, LimitName])[] = [
  // graphql-js spells it "more that".
  [/^Syntax Error: Document contains more tha[nt] \d+ tokens/, 'tokens'],
  // Lists and objects of a literal, nested until the parser's stack is full.
  [/^Maximum call stack size exceeded$/, 'depth'],
  [/^Validation aborted\.$/, 'comparisons'],
  [/recursively requests too many selections\.$/, 'selections'],
];
const OWN_CODES: readonly unknown[] = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];

/** Says of such an error what limit it is and how a client reads it; undefined for any other. */
export function foreignLimit(
  { message, code }: { readonly message: string; readonly code: unknown },
  limits: LimitSettings,
): { readonly limit: LimitName; readonly message: string } | undefined {
  if (!OWN_CODES.includes(code)) return undefined;
  const limit = FOREIGN_LIMITS.find(([pattern]) => pattern.test(message))?.[1];
  if (!limit) return undefined;
  return { limit, message: limitMessage(limit, limit === 'comparisons' ? MAX_COMPARISONS : limits[limit]) };
}

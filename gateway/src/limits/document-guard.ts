import type { DocumentNode } from 'graphql';
import { limitExceeded } from './limit-error.ts';
import type { DocumentLimit, LimitSettings } from './limit-settings.ts';
import { measureDocument } from './measure-document.ts';

const ORDER: readonly DocumentLimit[] = [
  'operations',
  'depth',
  'selections',
  'fragmentSpreads',
  'aliases',
  'rootFields',
  'directives',
];

/**
 * Refuses a text before it is parsed.
 * @throws GraphQLError LIMIT_EXCEEDED
 */
export function refuseTooManyLines(text: string, { lines }: LimitSettings): void {
  const lineBreaks = /\r\n|[\n\r]/g;
  for (let count = 1; lineBreaks.test(text); count += 1) {
    if (count >= lines) throw limitExceeded('lines', lines);
  }
}

/**
 * Refuses an oversized document before it is validated, since validation takes quadratic time.
 * @throws GraphQLError LIMIT_EXCEEDED
 */
export function refuseOversized(document: DocumentNode, limits: LimitSettings): void {
  const size = measureDocument(document);
  for (const limit of ORDER) {
    if (size[limit] > limits[limit]) throw limitExceeded(limit, limits[limit]);
  }
}

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
 * Refuses an oversized document before it is validated, since validation takes quadratic time.
 * @throws GraphQLError LIMIT_EXCEEDED
 */
export function refuseOversized(document: DocumentNode, limits: LimitSettings): void {
  const size = measureDocument(document);
  for (const limit of ORDER) {
    if (size[limit] > limits[limit]) throw limitExceeded(limit, limits[limit]);
  }
}

import { createHash } from 'node:crypto';
import { parse, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { limitExceeded } from './limit-error.ts';
import type { DocumentLimit, LimitSettings } from './limit-settings.ts';
import { measureDocument } from './measure-document.ts';

const REMEMBERED_DOCUMENTS = 2_000;
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

/**
 * Refuses oversized documents before Apollo Server validates them. Documents that passed are remembered by hash; one
 * that does not parse is left to Apollo Server, which says why.
 * @returns a function that throws GraphQLError LIMIT_EXCEEDED
 */
export function createDocumentGuard(limits: LimitSettings): (source: string) => void {
  const passed = new LRUCache<string, true>({ max: REMEMBERED_DOCUMENTS });
  return (source) => {
    const hash = createHash('sha256').update(source).digest('base64');
    if (passed.has(hash)) return;
    const document = tryParse(source, limits.tokens);
    if (!document) return;
    refuseOversized(document, limits);
    passed.set(hash, true);
  };
}

function tryParse(source: string, maxTokens: number): DocumentNode | undefined {
  try {
    return parse(source, { maxTokens, noLocation: true });
  } catch {
    return undefined;
  }
}

import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findPublished } from '../../services/find-published.ts';

export const publishedItem: QueryResolvers['publishedItem'] = (_parent, { type, slug, locale }, { scope }) =>
  findPublished(scope, type, slug, locale);

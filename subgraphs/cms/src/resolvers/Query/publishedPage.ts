import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findPublishedPage } from '../../services/pages/read-pages.ts';

export const publishedPage: QueryResolvers['publishedPage'] = (_parent, { path, locale }, { scope }) =>
  findPublishedPage(scope, path, locale);

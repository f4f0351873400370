import type { QueryResolvers } from '../../generated/resolvers.ts';
import { diffPageRevisions } from '../../services/pages/page-revisions.ts';

export const pageRevisionDiff: QueryResolvers['pageRevisionDiff'] = (_parent, { pageId, from, to }, { scope }) =>
  diffPageRevisions(scope, pageId, from, to);

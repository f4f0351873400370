import type { QueryResolvers } from '../../generated/resolvers.ts';
import { diffRevisions } from '../../services/diff-revisions.ts';

export const contentRevisionDiff: QueryResolvers['contentRevisionDiff'] = (_parent, { itemId, from, to }, { scope }) =>
  diffRevisions(scope, itemId, from, to);

import { slotsIn } from '../domain/page.ts';
import type { PageRevisionResolvers } from '../generated/resolvers.ts';
import { titlesOf } from '../services/pages/read-pages.ts';
import { slotsOf } from '../services/pages/save-page.ts';

export const PageRevision: PageRevisionResolvers = {
  titles: (revision) => titlesOf(revision),
  slots: (revision) => slotsIn(slotsOf(revision)),
  author: ({ authorId }) => (authorId ? { id: authorId } : null),
};

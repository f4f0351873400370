import type { ContentRevisionResolvers } from '../generated/resolvers.ts';

export const ContentRevision: ContentRevisionResolvers = {
  author: ({ authorId }) => (authorId ? { id: authorId } : null),
};

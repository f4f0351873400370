import type { ContentPublicationResolvers } from '../generated/resolvers.ts';

export const ContentPublication: ContentPublicationResolvers = {
  actor: ({ actorId }) => (actorId ? { id: actorId } : null),
};

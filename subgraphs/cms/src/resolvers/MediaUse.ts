import type { MediaUseResolvers } from '../generated/resolvers.ts';

export const MediaUse: MediaUseResolvers = {
  item: ({ itemId }, _args, { scope }) => scope.load.contentItem.load(itemId),
};

import type { PageSlotResolvers } from '../generated/resolvers.ts';

export const PageSlot: PageSlotResolvers = {
  items: ({ documentId }, _args, { scope }) => scope.load.itemsOfDocument.load(documentId),
};

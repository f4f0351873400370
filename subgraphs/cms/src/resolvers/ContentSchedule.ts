import type { ContentScheduleResolvers } from '../generated/resolvers.ts';

export const ContentSchedule: ContentScheduleResolvers = {
  item: ({ itemId }, _args, { scope }) => scope.load.contentItem.load(itemId),
  createdBy: ({ createdBy }) => (createdBy ? { id: createdBy } : null),
  __resolveReference: ({ id }, { scope }) => scope.load.contentSchedule.load(id),
};

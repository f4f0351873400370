import type { QueryResolvers } from '../../generated/resolvers.ts';

export const contentItem: QueryResolvers['contentItem'] = (_parent, { id }, { scope }) => scope.load.contentItem.load(id);

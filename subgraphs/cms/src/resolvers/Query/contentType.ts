import type { QueryResolvers } from '../../generated/resolvers.ts';

export const contentType: QueryResolvers['contentType'] = (_parent, { id }, { scope }) => scope.load.contentType.load(id);

import type { QueryResolvers } from '../../generated/resolvers.ts';

export const mediaFile: QueryResolvers['mediaFile'] = (_parent, { id }, { scope }) => scope.load.mediaFile.load(id);

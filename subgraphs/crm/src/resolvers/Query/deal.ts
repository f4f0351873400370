import type { QueryResolvers } from '../../generated/resolvers.ts';

export const deal: QueryResolvers['deal'] = (_parent, { id }, { scope }) => scope.load.deal.load(id);

import type { QueryResolvers } from '../../generated/resolvers.ts';

export const lead: QueryResolvers['lead'] = (_parent, { id }, { scope }) => scope.load.lead.load(id);

import type { QueryResolvers } from '../../generated/resolvers.ts';

export const customer: QueryResolvers['customer'] = (_parent, { id }, { scope }) => scope.load.customer.load(id);

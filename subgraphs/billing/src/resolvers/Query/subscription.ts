import type { QueryResolvers } from '../../generated/resolvers.ts';

export const subscription: QueryResolvers['subscription'] = (_parent, { id }, { scope }) => scope.load.subscription.load(id);

import type { QueryResolvers } from '../../generated/resolvers.ts';

export const plan: QueryResolvers['plan'] = (_parent, { id }, { scope }) => scope.load.plan.load(id);

import type { QueryResolvers } from '../../generated/resolvers.ts';

export const invoice: QueryResolvers['invoice'] = (_parent, { id }, { scope }) => scope.load.invoice.load(id);

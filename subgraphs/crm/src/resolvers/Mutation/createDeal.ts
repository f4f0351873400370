import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createDeal as create } from '../../services/create-deal.ts';

export const createDeal: MutationResolvers['createDeal'] = (_parent, { input }, { scope }) => create(scope, input);

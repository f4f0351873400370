import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateDeal as update } from '../../services/update-deal.ts';

export const updateDeal: MutationResolvers['updateDeal'] = (_parent, { id, version, input }, { scope }) =>
  update(scope, id, version, input);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteDeal as remove } from '../../services/delete-deal.ts';

export const deleteDeal: MutationResolvers['deleteDeal'] = (_parent, { id, version }, { scope }) =>
  remove(scope, id, version);

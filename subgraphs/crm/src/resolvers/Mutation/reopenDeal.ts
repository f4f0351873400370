import type { MutationResolvers } from '../../generated/resolvers.ts';
import { reopenDeal as reopen } from '../../services/reopen-deal.ts';

export const reopenDeal: MutationResolvers['reopenDeal'] = (_parent, { id, version, stageId }, { scope }) =>
  reopen(scope, id, version, stageId);

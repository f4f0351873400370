import type { MutationResolvers } from '../../generated/resolvers.ts';
import { moveDeal as move } from '../../services/move-deal.ts';

export const moveDeal: MutationResolvers['moveDeal'] = (_parent, { id, version, stageId }, { scope }) =>
  move(scope, id, version, stageId);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { winDeal as win } from '../../services/win-deal.ts';

export const winDeal: MutationResolvers['winDeal'] = (_parent, { id, version, reason }, { scope }) =>
  win(scope, id, version, reason);

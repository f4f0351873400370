import type { MutationResolvers } from '../../generated/resolvers.ts';
import { loseDeal as lose } from '../../services/lose-deal.ts';

export const loseDeal: MutationResolvers['loseDeal'] = (_parent, { id, version, reason }, { scope }) =>
  lose(scope, id, version, reason);

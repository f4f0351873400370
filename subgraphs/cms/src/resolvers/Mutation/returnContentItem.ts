import type { MutationResolvers } from '../../generated/resolvers.ts';
import { changeItemState } from '../../services/change-item-state.ts';

export const returnContentItem: MutationResolvers['returnContentItem'] = (_parent, { id, version }, { scope }) =>
  changeItemState(scope, id, version, 'return');

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { changeItemState } from '../../services/change-item-state.ts';

export const reviveContentItem: MutationResolvers['reviveContentItem'] = (_parent, { id, version }, { scope }) =>
  changeItemState(scope, id, version, 'revive');

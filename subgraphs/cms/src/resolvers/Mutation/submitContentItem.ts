import type { MutationResolvers } from '../../generated/resolvers.ts';
import { changeItemState } from '../../services/change-item-state.ts';

export const submitContentItem: MutationResolvers['submitContentItem'] = (_parent, { id, version }, { scope }) =>
  changeItemState(scope, id, version, 'submit');

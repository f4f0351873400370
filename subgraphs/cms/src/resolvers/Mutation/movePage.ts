import type { MutationResolvers } from '../../generated/resolvers.ts';
import { movePage as move } from '../../services/pages/move-page.ts';

export const movePage: MutationResolvers['movePage'] = (_parent, { id, version, parentId, index }, { scope }) =>
  move(scope, id, version, parentId, index);

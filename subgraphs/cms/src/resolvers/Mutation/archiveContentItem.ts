import type { MutationResolvers } from '../../generated/resolvers.ts';
import { archiveItem } from '../../services/archive-item.ts';

export const archiveContentItem: MutationResolvers['archiveContentItem'] = (_parent, { id, version }, { scope }) =>
  archiveItem(scope, id, version);

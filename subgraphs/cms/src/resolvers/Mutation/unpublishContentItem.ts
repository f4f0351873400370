import type { MutationResolvers } from '../../generated/resolvers.ts';
import { unpublishItem } from '../../services/unpublish-item.ts';

export const unpublishContentItem: MutationResolvers['unpublishContentItem'] = (_parent, { id, version }, { scope }) =>
  unpublishItem(scope, id, version);

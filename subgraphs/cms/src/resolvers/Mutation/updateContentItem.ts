import type { ContentItemChanges } from '../../domain/content-item.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateItem } from '../../services/update-item.ts';

export const updateContentItem: MutationResolvers['updateContentItem'] = (_parent, { id, version, input }, { scope }) =>
  updateItem(scope, id, version, input as ContentItemChanges);

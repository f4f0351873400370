import type { NewContentItem } from '../../domain/content-item.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createItem } from '../../services/create-item.ts';

export const createContentItem: MutationResolvers['createContentItem'] = (_parent, { input }, { scope }) =>
  createItem(scope, input as NewContentItem);

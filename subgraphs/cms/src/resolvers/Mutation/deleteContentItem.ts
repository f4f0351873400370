import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteItem } from '../../services/delete-item.ts';

export const deleteContentItem: MutationResolvers['deleteContentItem'] = (_parent, { id, version }, { scope }) => deleteItem(scope, id, version);

import type { MutationResolvers } from '../../generated/resolvers.ts';
import { publishItem } from '../../services/publish-item.ts';

export const publishContentItem: MutationResolvers['publishContentItem'] = (_parent, { id, version }, { scope }) =>
  publishItem(scope, id, version);

import type { PublishedItemResolvers } from '../generated/resolvers.ts';
import { listMediaOf } from '../services/media/published-media.ts';
import { dataOf, listReferenced, typeKeyOf } from '../services/published-item-parts.ts';

export const PublishedItem: PublishedItemResolvers = {
  type: (item, _args, { scope }) => typeKeyOf(scope, item),
  data: (item, _args, { scope }) => dataOf(scope, item),
  references: (item, { field }, { scope }) => listReferenced(scope, item, field),
  media: (item, { field }, { scope }) => listMediaOf(scope, item, field),
  translations: ({ documentId }, _args, { scope }) => scope.load.publishedOfDocument.load(documentId),
};

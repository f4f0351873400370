import type { ContentItemResolvers } from '../generated/resolvers.ts';
import { findProblems } from '../services/find-problems.ts';
import { listPublications } from '../services/list-publications.ts';
import { listRevisions } from '../services/list-revisions.ts';
import { listSchedulesOf } from '../services/schedules/list-schedules.ts';

export const ContentItem: ContentItemResolvers = {
  type: ({ typeId }, _args, { scope }) => scope.load.contentType.load(typeId),
  problems: (item, _args, { scope }) => findProblems(scope, item),
  revisions: (item, args, { scope }) => listRevisions(scope, item, args),
  publications: (item, args, { scope }) => listPublications(scope, item, args),
  schedules: (item, args, { scope }) => listSchedulesOf(scope, item, args),
  translations: async ({ id, documentId }, _args, { scope }) =>
    (await scope.load.itemsOfDocument.load(documentId)).filter((item) => item.id !== id),
  owner: ({ ownerId }) => ({ id: ownerId }),
  __resolveReference: ({ id }, { scope }) => scope.load.contentItem.load(id),
};

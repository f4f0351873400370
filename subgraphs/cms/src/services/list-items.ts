import { parseInput, type Connection } from '@tessera/subgraph';
import type { ContentItem, Prisma } from '../../../../prisma/cms/client/client.ts';
import { contentItemFilter, type ContentItemFilter } from '../domain/content-item.ts';
import { readList, type ListRequest } from './read-list.ts';
import type { Scope } from './scope.ts';

const SORTS = {
  CREATED_AT: { by: 'createdAt', kind: 'date' },
  UPDATED_AT: { by: 'updatedAt', kind: 'date' },
  TITLE: { by: 'title', kind: 'text' },
} as const;

/** The items that the caller may work on, newest first unless ordered otherwise. @throws AppError BAD_USER_INPUT */
export async function listItems({ db }: Scope, request: ListRequest<keyof typeof SORTS>): Promise<Connection<ContentItem>> {
  const where = conditions(parseInput(contentItemFilter, request.filter ?? {}, 'filter'));
  return readList(request, {
    list: 'contentItems',
    sorts: SORTS,
    fallback: { field: 'CREATED_AT', direction: 'DESC' },
    find: ({ where: fromCursor, ...keyset }) =>
      db.query((prisma) => prisma.contentItem.findMany({ where: { AND: [where, fromCursor] }, ...keyset })),
    count: () => db.query((prisma) => prisma.contentItem.count({ where })),
  });
}

function conditions({ search, type, locale, state, isPublished, documentId, ownerId }: ContentItemFilter) {
  const part = search === undefined ? undefined : { contains: search, mode: 'insensitive' as const };
  return {
    deletedAt: null,
    locale,
    documentId,
    ownerId,
    ...(part && { OR: [{ title: part }, { slug: part }] }),
    ...(type !== undefined && { type: { key: type } }),
    ...(state && { state: { in: state } }),
    ...(isPublished !== undefined && { publishedRevision: isPublished ? { not: null } : null }),
  } satisfies Prisma.ContentItemWhereInput;
}

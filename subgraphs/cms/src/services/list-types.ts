import { parseInput, type Connection } from '@tessera/subgraph';
import type { ContentType, Prisma } from '../../../../prisma/cms/client/client.ts';
import { contentTypeFilter, type ContentTypeFilter } from '../domain/content-type.ts';
import { readList, type ListRequest } from './read-list.ts';
import type { Scope } from './scope.ts';

const SORTS = {
  NAME: { by: 'name', kind: 'text' },
  CREATED_AT: { by: 'createdAt', kind: 'date' },
  UPDATED_AT: { by: 'updatedAt', kind: 'date' },
} as const;

/** The tenant's content types, by name unless ordered otherwise. @throws AppError BAD_USER_INPUT */
export async function listTypes({ db }: Scope, request: ListRequest<keyof typeof SORTS>): Promise<Connection<ContentType>> {
  const where = conditions(parseInput(contentTypeFilter, request.filter ?? {}, 'filter'));
  return readList(request, {
    list: 'contentTypes',
    sorts: SORTS,
    fallback: { field: 'NAME', direction: 'ASC' },
    find: ({ where: fromCursor, ...keyset }) =>
      db.query((prisma) => prisma.contentType.findMany({ where: { AND: [where, fromCursor] }, ...keyset })),
    count: () => db.query((prisma) => prisma.contentType.count({ where })),
  });
}

function conditions({ search, key }: ContentTypeFilter): Prisma.ContentTypeWhereInput {
  return { deletedAt: null, key, ...(search && { name: { contains: search, mode: 'insensitive' } }) };
}

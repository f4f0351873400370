import { parseInput, type Connection } from '@tessera/subgraph';
import type { MediaFile, Prisma } from '../../../../../prisma/cms/client/client.ts';
import { mediaFilter } from '../../domain/media.ts';
import { readList, type ListRequest } from '../read-list.ts';
import type { Scope } from '../scope.ts';

const SORTS = { CREATED_AT: { by: 'createdAt', kind: 'date' }, NAME: { by: 'fileName', kind: 'text' } } as const;

/** The tenant's media files, newest first unless ordered otherwise. @throws AppError BAD_USER_INPUT */
export function listMedia({ db }: Scope, request: ListRequest<keyof typeof SORTS>): Promise<Connection<MediaFile>> {
  const { search, contentType, isUsed } = parseInput(mediaFilter, request.filter ?? {}, 'filter');
  const where: Prisma.MediaFileWhereInput = {
    ...(search !== undefined && { fileName: { contains: search, mode: 'insensitive' } }),
    ...(contentType !== undefined && { contentType: { startsWith: contentType } }),
    ...(isUsed !== undefined && { uses: isUsed ? { some: {} } : { none: {} } }),
  };
  return readList(request, {
    list: 'mediaFiles',
    sorts: SORTS,
    fallback: { field: 'CREATED_AT', direction: 'DESC' },
    find: ({ where: fromCursor, ...keyset }) =>
      db.query((prisma) => prisma.mediaFile.findMany({ where: { AND: [where, fromCursor] }, ...keyset })),
    count: () => db.query((prisma) => prisma.mediaFile.count({ where })),
  });
}

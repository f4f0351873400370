import type { Connection, PageArgs } from '@tessera/subgraph';
import type { ContentItem, ContentPublication } from '../../../../prisma/cms/client/client.ts';
import { readList } from './read-list.ts';
import type { Scope } from './scope.ts';

/** When an item came before readers or was taken from them, newest first. @throws AppError BAD_USER_INPUT */
export function listPublications(
  { db }: Scope,
  { id: itemId }: ContentItem,
  args: PageArgs,
): Promise<Connection<ContentPublication>> {
  return readList(args, {
    list: 'item.publications',
    sorts: { CREATED_AT: { by: 'createdAt', kind: 'date' } },
    fallback: { field: 'CREATED_AT', direction: 'DESC' },
    find: ({ where, ...keyset }) =>
      db.query((prisma) => prisma.contentPublication.findMany({ where: { AND: [{ itemId }, where] }, ...keyset })),
    count: () => db.query((prisma) => prisma.contentPublication.count({ where: { itemId } })),
  });
}

import type { Connection, PageArgs } from '@tessera/subgraph';
import type { ContentItem, ContentRevision } from '../../../../prisma/cms/client/client.ts';
import { readRevisions } from './read-revisions.ts';
import type { Scope } from './scope.ts';

/** All that was ever saved of an item, newest first. @throws AppError BAD_USER_INPUT */
export function listRevisions(
  { db }: Scope,
  { id: itemId }: ContentItem,
  args: PageArgs,
): Promise<Connection<ContentRevision & { readonly id: string }>> {
  return readRevisions(args, {
    list: 'item.revisions',
    id: itemId,
    find: (where, order) => db.query((prisma) => prisma.contentRevision.findMany({ where: { ...where, itemId }, ...order })),
    count: () => db.query((prisma) => prisma.contentRevision.count({ where: { itemId } })),
  });
}

import { readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { ContentItem, ContentRevision } from '../../../../prisma/cms/client/client.ts';
import type { Scope } from './scope.ts';

/** All that was ever saved of an item, newest first. @throws AppError BAD_USER_INPUT */
export async function listRevisions(
  { db }: Scope,
  { id: itemId }: ContentItem,
  args: PageArgs,
): Promise<Connection<ContentRevision & { readonly id: string }>> {
  const page = readPage(args, { list: 'item.revisions', field: 'number', direction: 'desc' });
  const before = typeof page.after?.value === 'number' ? page.after.value : undefined;
  const query = { where: { itemId, number: { lt: before } }, orderBy: { number: 'desc' as const }, take: page.size + 1 };
  const rows = await db.query((prisma) => prisma.contentRevision.findMany(query));
  // A revision has no id of its own; within one item, its number says all.
  const nodes = rows.map((row) => ({ ...row, id: itemId }));
  const count = () => db.query((prisma) => prisma.contentRevision.count({ where: { itemId } }));
  return toConnection(nodes, page, ({ number }) => number, count);
}

import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Notification } from '../../../../prisma/tenants/client/client.ts';
import { ownTenantId, type Scope } from './scope.ts';

/** What the caller has been told within their tenant, newest first. */
export async function listNotifications(
  scope: Scope,
  args: PageArgs,
  { unreadOnly }: { readonly unreadOnly: boolean },
): Promise<Connection<Notification>> {
  const { db, actor } = scope;
  const page = readPage(args, { list: 'notifications', field: 'createdAt', direction: 'desc' });
  const { where: fromCursor, ...keyset } = keysetQuery(page, { createdAt: 'date' });
  const where = { tenantId: ownTenantId(scope), userId: actor.userId, ...(unreadOnly && { readAt: null }) };
  const rows = await db.query((prisma) =>
    prisma.notification.findMany({ where: { AND: [where, fromCursor] }, ...keyset }),
  );
  const totalCount = () => db.query((prisma) => prisma.notification.count({ where }));
  return toConnection(rows, page, (row) => row.createdAt, totalCount);
}

import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { TenantSummaryRow } from '../mappers.ts';
import type { Scope } from './scope.ts';
import { summariseTenants } from './summarise-tenants.ts';

/**
 * A page of every tenant that is not deleted, by slug.
 * @throws AppError BAD_USER_INPUT for a page size or cursor that this list does not take
 */
export async function listTenantSummaries(scope: Scope, args: PageArgs): Promise<Connection<TenantSummaryRow>> {
  const page = readPage(args, { list: 'tenantSummaries', field: 'slug', direction: 'asc' });
  const { where: after, take, orderBy } = keysetQuery(page, { slug: 'text' });
  const standing = { deletedAt: null };
  const { platform: db, services, load } = scope;
  const entries = await db.query((prisma) =>
    prisma.tenantEntry.findMany({ where: { AND: [standing, after] }, take, orderBy }),
  );
  const rows = await summariseTenants({ db, services, followers: load.followers }, entries);
  return toConnection(
    rows,
    page,
    (row) => row.slug,
    () => db.query((prisma) => prisma.tenantEntry.count({ where: standing })),
  );
}

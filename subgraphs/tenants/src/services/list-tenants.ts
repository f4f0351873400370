import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import { validate } from 'uuid';
import type { Prisma, Tenant, TenantStatus, TenantTier } from '../../../../prisma/tenants/client/client.ts';
import { containing } from './containing.ts';
import type { Scope } from './scope.ts';

export interface TenantCriteria {
  readonly status?: readonly TenantStatus[] | null;
  readonly tier?: readonly TenantTier[] | null;
  readonly clientId?: string | null;
  readonly search?: string | null;
}

export interface TenantSort {
  readonly field: 'createdAt' | 'name' | 'slug';
  readonly direction: 'asc' | 'desc';
}

const NEWEST_FIRST: TenantSort = { field: 'createdAt', direction: 'desc' };

/** Tenants of the whole platform, a page at a time. */
export async function listTenants(
  { platform }: Scope,
  args: PageArgs,
  criteria: TenantCriteria,
  sort: TenantSort = NEWEST_FIRST,
): Promise<Connection<Tenant>> {
  const page = readPage(args, { list: 'tenants', ...sort });
  const { where: fromCursor, ...keyset } = keysetQuery(page, { createdAt: 'date', name: 'text', slug: 'text' });
  const where = conditions(criteria);
  const rows = await platform.query((prisma) =>
    prisma.tenant.findMany({ where: { AND: [where, fromCursor] }, ...keyset }),
  );
  const totalCount = () => platform.query((prisma) => prisma.tenant.count({ where }));
  return toConnection(rows, page, (row, field) => row[field], totalCount);
}

function conditions({ status, tier, clientId, search }: TenantCriteria): Prisma.TenantWhereInput {
  const contains = search ? containing(search) : undefined;
  return {
    status: status ? { in: [...status] } : { not: 'DELETED' },
    ...(tier && { tier: { in: [...tier] } }),
    // Nothing belongs to a client whose id cannot be one.
    ...(clientId && { clientId: { in: validate(clientId) ? [clientId] : [] } }),
    ...(contains && { OR: [{ name: contains }, { slug: contains }] }),
  };
}

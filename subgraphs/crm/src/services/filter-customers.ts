import type { Database } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/crm/client/client.ts';
import { isUuid } from '../domain/ids.ts';

/** Those of these ids that are live customers of the tenant's. What is no id is no customer. */
export async function filterCustomers(
  database: Pick<Database<PrismaClient>, 'tenant'>,
  requestId: string,
  tenantId: string,
  customerIds: readonly string[],
): Promise<string[]> {
  const ids = customerIds.filter(isUuid);
  if (!isUuid(tenantId) || ids.length === 0) return [];
  const db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId });
  const rows = await db.query((prisma) =>
    prisma.customer.findMany({ where: { tenantId, id: { in: ids }, deletedAt: null }, select: { id: true } }),
  );
  return rows.map(({ id }) => id);
}

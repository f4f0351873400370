import type { AnnouncedTable, EventContract } from './contract.ts';

/** What counting needs of a `Database` of @tessera/tenancy: the platform role, which reads every tenant. */
export interface CountableDatabase {
  platform(context: { userId: null; requestId: string }): {
    sql<Row extends object>(text: string): Promise<Row[]>;
  };
}

export interface TenantCount {
  /** Empty for a platform table, and for the rows of another that belong to no tenant. */
  tenantId: string;
  rows: number;
}

/**
 * Live rows of one announced entity per tenant, counted in the table itself, to compare a projection with. A row whose
 * `deleted_at` is set does not count where that column is announced.
 * @returns nothing for an entity that this service does not announce
 */
export async function countLive(
  database: CountableDatabase,
  contract: EventContract,
  entity: string,
): Promise<TenantCount[]> {
  const found = Object.entries<AnnouncedTable>(contract).find(([, announced]) => announced.entity === entity);
  if (!found) return [];
  const [table, { tenantColumn = 'tenant_id', columns }] = found;
  const tenant = tenantColumn === null ? `''` : `COALESCE("${tenantColumn}"::text, '')`;
  const live = columns.includes('deleted_at') ? 'WHERE deleted_at IS NULL' : '';
  const counts = await database
    .platform({ userId: null, requestId: 'event-log.count' })
    .sql<{ tenant_id: string; rows: string }>(
      `SELECT ${tenant} AS tenant_id, count(*) AS rows FROM public."${table}" ${live} GROUP BY 1 ORDER BY 1`,
    );
  return counts.map((count) => ({ tenantId: count.tenant_id, rows: Number(count.rows) }));
}

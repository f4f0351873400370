import type { ScopedDb } from '@tessera/tenancy';
import type { PlanLimits } from './plan-limits.ts';

/** How much of something a tenant has, and may have; null: as much as it likes, as far as is known. */
export interface LimitUse {
  readonly used: number;
  readonly allowed: number | null;
}

/** What `hold` would compare now. Null for another tenant than the caller's. @param name as `tessera.limit_table` was told */
export async function readLimitUse(
  { db, limits }: { readonly db: Pick<ScopedDb<unknown>, 'tenantId' | 'sql'>; readonly limits: PlanLimits },
  tenantId: string,
  name: string,
): Promise<LimitUse | null> {
  if (db.tenantId !== tenantId) return null;
  const [[row], limit] = await Promise.all([
    db.sql<{ used: string }>('SELECT tessera.used_of($1) AS used', [name]),
    limits.find(tenantId, name),
  ]);
  return { used: Number(row?.used), allowed: limit?.allowed ?? null };
}

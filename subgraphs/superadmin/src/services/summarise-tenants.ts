import type { TenantEntry } from '../../../../prisma/superadmin/client/client.ts';
import { freshnessOf } from '../domain/freshness.ts';
import { tenantFigures } from '../domain/summaries.ts';
import type { TenantSummaryRow } from '../mappers.ts';
import type { FollowerStates } from './read-followers.ts';
import type { Db } from './scope.ts';

interface Sources {
  readonly db: Db;
  readonly services: readonly string[];
  followers(): Promise<FollowerStates>;
}

/** What is counted of each of these tenants, with three queries however many they are. */
export async function summariseTenants(
  { db, services, followers }: Sources,
  tenants: readonly Pick<TenantEntry, 'id' | 'slug' | 'name' | 'status'>[],
): Promise<TenantSummaryRow[]> {
  if (tenants.length === 0) return [];
  // Before the figures are read, so that they are at least as fresh as it is told.
  const freshness = freshnessOf(services, await followers(), Date.now());
  const where = { tenantId: { in: tenants.map((tenant) => tenant.id) } };
  const orderBy = [{ service: 'asc' }, { entity: 'asc' }] as const;
  const [counts, sums, months] = await Promise.all([
    db.query((prisma) => prisma.entityCount.findMany({ where, orderBy: [...orderBy] })),
    db.query((prisma) => prisma.entitySum.findMany({ where })),
    db.query((prisma) => prisma.monthRevenue.findMany({ where, orderBy: [{ month: 'asc' }, { currency: 'asc' }] })),
  ]);
  const countsOf = Map.groupBy(counts, (row) => row.tenantId);
  const sumsOf = Map.groupBy(sums, (row) => row.tenantId);
  const monthsOf = Map.groupBy(months, (row) => row.tenantId);
  return tenants.map(({ id, slug, name, status }) => {
    const live = (countsOf.get(id) ?? []).map((row) => ({ ...row, live: Number(row.live) }));
    const money = (sumsOf.get(id) ?? []).map((row) => ({
      ...row,
      live: Number(row.live),
      amountMinor: Number(row.amountMinor),
    }));
    const records = live.map(({ service, entity, live: count }) => ({ service, entity, count }));
    const revenueByMonth = (monthsOf.get(id) ?? []).map(({ month, currency, amountMinor }) => {
      return { month, currency, amountMinor: Number(amountMinor) };
    });
    return { id, slug, name, status, records, revenueByMonth, ...tenantFigures(live, money), ...freshness };
  });
}

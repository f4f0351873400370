import { foldEvents, type CountDelta, type SumDelta } from '../../domain/fold-events.ts';
import { foldTenants, type TenantChange } from '../../domain/fold-tenants.ts';
import { foldRevenue, type RevenueDelta } from '../../domain/fold-revenue.ts';
import type { LogEvent } from '../../domain/log-event.ts';
import type { Transaction } from '../scope.ts';

/** Adds what a batch of one service's events changes to its projections, within the caller's transaction. */
export async function updateProjections(tx: Transaction, service: string, events: readonly LogEvent[]): Promise<void> {
  const { counts, sums } = foldEvents(events);
  await addCounts(tx, service, counts);
  await addSums(tx, service, sums);
  if (service === 'billing') await addRevenue(tx, foldRevenue(events));
  if (service === 'tenants') await updateDirectory(tx, foldTenants(events));
}

/** Empties the projections of one service. The audit trail is no projection: it stays. */
export async function clearProjections(tx: Transaction, service: string): Promise<void> {
  await tx.entityCount.deleteMany({ where: { service } });
  await tx.entitySum.deleteMany({ where: { service } });
  if (service === 'billing') await tx.monthRevenue.deleteMany();
  if (service === 'tenants') await tx.tenantEntry.deleteMany();
}

async function addCounts(tx: Transaction, service: string, counts: readonly CountDelta[]): Promise<void> {
  if (counts.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO entity_counts (tenant_id, service, entity, live)
    SELECT "tenantId", ${service}, entity, live
    FROM jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) AS delta ("tenantId" uuid, entity text, live bigint)
    ON CONFLICT (tenant_id, service, entity) DO UPDATE SET live = entity_counts.live + excluded.live`;
}

async function addSums(tx: Transaction, service: string, sums: readonly SumDelta[]): Promise<void> {
  if (sums.length === 0) return;
  const rows = sums.map((sum) => ({ ...sum, amountMinor: sum.amountMinor.toString() }));
  await tx.$executeRaw`
    INSERT INTO entity_sums (tenant_id, service, entity, status, currency, live, amount_minor)
    SELECT "tenantId", ${service}, entity, status, currency, live, "amountMinor"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS delta (
      "tenantId" uuid, entity text, status text, currency text, live bigint, "amountMinor" numeric)
    ON CONFLICT (tenant_id, service, entity, status, currency) DO UPDATE
    SET live = entity_sums.live + excluded.live, amount_minor = entity_sums.amount_minor + excluded.amount_minor`;
}

async function addRevenue(tx: Transaction, deltas: readonly RevenueDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  const rows = deltas.map((delta) => ({ ...delta, amountMinor: delta.amountMinor.toString() }));
  await tx.$executeRaw`
    INSERT INTO revenue_by_month (tenant_id, month, currency, amount_minor)
    SELECT "tenantId", month, currency, "amountMinor"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS delta (
      "tenantId" uuid, month text, currency text, "amountMinor" numeric)
    ON CONFLICT (tenant_id, month, currency) DO UPDATE
    SET amount_minor = revenue_by_month.amount_minor + excluded.amount_minor`;
}

async function updateDirectory(tx: Transaction, changes: readonly TenantChange[]): Promise<void> {
  const removed = changes.filter((change) => change.removed).map((change) => change.tenantId);
  const kept = changes.filter((change) => !change.removed);
  if (removed.length > 0) await tx.tenantEntry.deleteMany({ where: { id: { in: removed } } });
  if (kept.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO tenant_directory (tenant_id, slug, name, status, tier, deleted_at)
    SELECT "tenantId", slug, name, status, tier, "deletedAt"
    FROM jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) AS change (
      "tenantId" uuid, slug text, name text, status text, tier text, "deletedAt" timestamptz)
    ON CONFLICT (tenant_id) DO UPDATE SET slug = excluded.slug, name = excluded.name, status = excluded.status,
      tier = excluded.tier, deleted_at = excluded.deleted_at`;
}

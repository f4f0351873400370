import { badInput, conflict } from '@tessera/errors';
import { parseInput, requireTenantId } from '@tessera/subgraph';
import { v7 } from 'uuid';
import type { Subscription, UsageRecord } from '../../../../../prisma/billing/client/client.ts';
import { usageReports } from '../../domain/inputs.ts';
import { cycleOf } from '../../domain/renewal.ts';
import { requirePlan } from '../plans/find-plan.ts';
import { asRows } from '../rows.ts';
import { REQUEST_TRANSACTION, type Scope, type Transaction } from '../scope.ts';

/** Clocks of reporters may go wrong by this much, in milliseconds. */
const AHEAD_MS = 5 * 60 * 1000;

/**
 * Records usage, all or none of it. What was recorded under the same key before is given again, as it was.
 *
 * Each report is stamped with the period that it will be billed with, under a lock that lets reports pass one another
 * but not the end of a period: a report that comes first is billed with the period, one that comes later with the next.
 * @throws AppError BAD_USER_INPUT; CONFLICT for a key that stands for something else, and without a subscription
 */
export async function recordUsage(scope: Scope, input: readonly object[]): Promise<UsageRecord[]> {
  const reports = parseInput(usageReports, input);
  const tenantId = requireTenantId(scope.db);
  const now = scope.background.clock.now();
  const early = reports.findIndex(({ occurredAt }) => occurredAt && occurredAt.getTime() > now.getTime() + AHEAD_MS);
  if (early >= 0) {
    throw badInput(`input.${early}.occurredAt`, `\`input.${early}.occurredAt\`: It lies ahead. Report usage when it has happened.`);
  }
  return scope.db.transaction(async (tx) => {
    const subscription = await shareSubscription(tx, tenantId);
    const { intervalMonths } = await requirePlan(scope, subscription.planId);
    const rows = reports.map(({ key, occurredAt = now, ...report }, index) => ({
      ...report, key, occurredAt, id: v7(), stamped: !reports[index]?.occurredAt,
      cycle: cycleOf(subscription, intervalMonths, occurredAt),
    }));
    const recorded = await putRecords(tx, subscription, rows, now);
    const byKey = new Map(recorded.map((row) => [row.idempotencyKey, row]));
    return reports.map(({ key }) => byKey.get(key) ?? refuseKey(key));
  }, REQUEST_TRANSACTION);
}

async function shareSubscription(tx: Transaction, tenantId: string): Promise<Subscription> {
  await tx.$executeRaw`SELECT FROM subscriptions WHERE tenant_id = ${tenantId}::uuid AND status <> 'CANCELLED' FOR SHARE`;
  const row = await tx.subscription.findFirst({ where: { tenantId, status: { not: 'CANCELLED' } } });
  if (!row) throw conflict('The tenant has no subscription that usage could be billed with. Subscribe first.');
  if (row.status === 'PAUSED') throw conflict('The subscription is paused. Resume it first.');
  return row;
}

/**
 * One statement finds out and writes: of two that bring the same key at once, one waits for the other and finds its row.
 * A row whose content differs is not touched, and so is not returned.
 */
function putRecords(tx: Transaction, { tenantId, id }: Subscription, rows: readonly object[], now: Date): Promise<UsageRecord[]> {
  return tx.$queryRaw<UsageRecord[]>`
    INSERT INTO usage_records AS u (tenant_id, idempotency_key, id, subscription_id, cycle, metric, quantity, occurred_at,
      recorded_at, stamped)
    SELECT ${tenantId}::uuid, key, id, ${id}::uuid, cycle, metric, quantity, "occurredAt", ${now.toISOString()}::timestamptz,
      stamped
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS r (
      key text, id uuid, cycle integer, metric text, quantity bigint, "occurredAt" timestamptz, stamped boolean)
    ORDER BY key
    ON CONFLICT (tenant_id, idempotency_key) DO UPDATE SET metric = u.metric
    WHERE u.metric = excluded.metric AND u.quantity = excluded.quantity AND u.stamped = excluded.stamped
      AND (u.stamped OR u.occurred_at = excluded.occurred_at)
    RETURNING u.tenant_id AS "tenantId", u.idempotency_key AS "idempotencyKey", u.id, u.metric, u.quantity, u.cycle,
      u.subscription_id AS "subscriptionId", u.occurred_at AS "occurredAt", u.recorded_at AS "recordedAt", u.stamped`;
}

function refuseKey(key: string): never {
  throw conflict(`The key ${JSON.stringify(key)} stands for another report. Give this one a key of its own.`);
}

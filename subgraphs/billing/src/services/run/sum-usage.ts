import type { UsageTotal } from '../../domain/subscription-lines.ts';
import { cyclesOf } from '../../domain/usage-stretches.ts';
import { asRows } from '../rows.ts';
import type { Transaction } from '../scope.ts';

/** The open period of one subscription. */
export interface PeriodOf {
  readonly tenantId: string;
  readonly id: string;
  readonly cycle: number;
  /** As it is stored: see `OpenPeriod`. */
  readonly closedCycles: unknown;
}

/**
 * What was reported in each of these periods, by cycle and metric, in the order of the periods and in one statement. Each
 * report carries the cycle that it is billed with, so none is missed and none counted twice; no subscription is to be
 * named twice.
 */
export async function sumUsage(tx: Pick<Transaction, '$queryRaw'>, periods: readonly PeriodOf[]): Promise<UsageTotal[][]> {
  const rows = periods.flatMap((period) => cyclesOf(period).map((cycle) => ({ tenantId: period.tenantId, id: period.id, cycle })));
  const totals = await tx.$queryRaw<(UsageTotal & { subscriptionId: string })[]>`
    SELECT c.id AS "subscriptionId", c.cycle, t.metric, t.quantity, t.records
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS c ("tenantId" uuid, id uuid, cycle integer)
    CROSS JOIN LATERAL (
      SELECT u.metric, sum(u.quantity)::bigint AS quantity, count(*)::integer AS records FROM usage_records u
      WHERE u.tenant_id = c."tenantId" AND u.subscription_id = c.id AND u.cycle = c.cycle
      GROUP BY u.metric ORDER BY u.metric
    ) AS t`;
  const bySubscription = Map.groupBy(totals, (row) => row.subscriptionId);
  return periods.map(({ id }) => bySubscription.get(id) ?? []);
}

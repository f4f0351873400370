import type { UsageTotal } from '../../domain/subscription-lines.ts';
import { asRows } from '../rows.ts';
import type { Transaction } from '../scope.ts';

/** One period of one subscription. None is named twice: its usage would be added up twice. */
export interface CycleOf {
  readonly tenantId: string;
  readonly id: string;
  readonly cycle: number;
}

/**
 * What was reported for each of these periods, by metric in the order of their names; in the order of the periods, in
 * one statement. Each report carries the period that it is billed with, so none is missed and none counted twice.
 */
export async function sumUsage(tx: Pick<Transaction, '$queryRaw'>, cycles: readonly CycleOf[]): Promise<UsageTotal[][]> {
  const rows = cycles.map(({ tenantId, id, cycle }) => ({ tenantId, id, cycle }));
  const totals = await tx.$queryRaw<(UsageTotal & { subscriptionId: string })[]>`
    SELECT c.id AS "subscriptionId", c.cycle, t.metric, t.quantity, t.records
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS c ("tenantId" uuid, id uuid, cycle integer)
    CROSS JOIN LATERAL (
      SELECT u.metric, sum(u.quantity)::bigint AS quantity, count(*)::integer AS records FROM usage_records u
      WHERE u.tenant_id = c."tenantId" AND u.subscription_id = c.id AND u.cycle = c.cycle
      GROUP BY u.metric ORDER BY u.metric
    ) AS t`;
  const bySubscription = Map.groupBy(totals, (row) => row.subscriptionId);
  return cycles.map(({ id }) => bySubscription.get(id) ?? []);
}

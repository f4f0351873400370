import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import { sum } from '../../domain/money.ts';
import { periodUsageLines } from '../../domain/usage-stretches.ts';
import { pricedPlan, requirePlan } from '../plans/find-plan.ts';
import type { Scope } from '../scope.ts';

export interface PricedUsage {
  readonly metric: string;
  readonly quantity: bigint;
  readonly amountMinor: bigint;
}

/** What was used in a subscription's current period, and what it would cost if nothing more came. */
export async function totalUsage(scope: Scope, subscription: Subscription): Promise<PricedUsage[]> {
  const [totals, plan] = await Promise.all([
    scope.load.usage.load(subscription),
    requirePlan(scope, subscription.planId),
  ]);
  const isFree = subscription.status === 'TRIALING';
  const lines = periodUsageLines(subscription, pricedPlan(plan), totals, subscription.periodEnd);
  return [...Map.groupBy(lines, (line) => line.usage?.metric ?? '')].map(([metric, ofMetric]) => ({
    metric,
    quantity: sum(ofMetric.map((line) => line.quantity)),
    amountMinor: isFree ? 0n : sum(ofMetric.map((line) => line.amountMinor)),
  }));
}

import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import { priceUsage } from '../../domain/usage-price.ts';
import { pricedPlan, requirePlan } from '../plans/find-plan.ts';
import type { Scope } from '../scope.ts';

export interface PricedUsage {
  readonly metric: string;
  readonly quantity: bigint;
  readonly amountMinor: bigint;
}

/** What was used in a subscription's current period, and what it would cost if the period ended now. */
export async function totalUsage(scope: Scope, subscription: Subscription): Promise<PricedUsage[]> {
  const [totals, plan] = await Promise.all([
    scope.load.usage.load(subscription),
    requirePlan(scope, subscription.planId),
  ]);
  const isFree = subscription.status === 'TRIALING';
  return totals.map(({ metric, quantity }) => {
    const price = pricedPlan(plan).usagePrices.find((each) => each.metric === metric);
    return { metric, quantity, amountMinor: price && !isFree ? priceUsage(price, quantity) : 0n };
  });
}

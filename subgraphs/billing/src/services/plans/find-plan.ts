import { notFound } from '@tessera/errors';
import type { Plan } from '../../../../../prisma/billing/client/client.ts';
import type { PricedPlan } from '../../domain/subscription-lines.ts';
import type { UsagePrice } from '../../domain/usage-price.ts';
import type { Scope } from '../scope.ts';

/** A plan that there is. @throws AppError NOT_FOUND */
export async function requirePlan({ load }: Pick<Scope, 'load'>, planId: string): Promise<Plan> {
  const plan = await load.plan.load(planId);
  if (!plan) throw notFound('plan');
  return plan;
}

/** What invoices need of a plan. */
export function pricedPlan({ name, priceMinor, usagePrices, intervalMonths }: Plan): PricedPlan & { intervalMonths: number } {
  return { name, priceMinor, usagePrices: usagePrices as unknown as UsagePrice[], intervalMonths };
}

import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import { settleWithBalance, type DraftLine } from '../../domain/invoice-draft.ts';
import { endPeriod } from '../../domain/renewal.ts';
import { isEntitled } from '../../domain/subscription-state.ts';
import { pricedPlan, requirePlan } from '../plans/find-plan.ts';
import type { Scope } from '../scope.ts';
import { readBalance } from './read-balance.ts';

/** An invoice that is still to be made. */
export interface NextInvoice {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly at: Date;
  readonly currency: string;
  readonly lines: readonly DraftLine[];
  readonly amountMinor: bigint;
  readonly creditMinor: bigint;
}

/** What the end of the current period will bill, as far as is known now; null when that is nothing. */
export async function previewRenewal(scope: Scope, subscription: Subscription): Promise<NextInvoice | null> {
  if (!isEntitled(subscription.status)) return null;
  const [usage, plan, balance] = await Promise.all([
    scope.load.usage.load(subscription),
    requirePlan(scope, subscription.planId),
    readBalance(scope, subscription),
  ]);
  const { invoice } = endPeriod(subscription, pricedPlan(plan), usage);
  if (!invoice) return null;
  const { lines, totalMinor, balanceMinor } = settleWithBalance(invoice.lines, balance);
  const { tenantId, id: subscriptionId, periodEnd: at, currency } = subscription;
  return { tenantId, subscriptionId, at, currency, lines, amountMinor: totalMinor, creditMinor: balanceMinor };
}

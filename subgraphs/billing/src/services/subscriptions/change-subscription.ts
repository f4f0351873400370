import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import { monthly } from '../../domain/money.ts';
import { closeCycle } from '../../domain/usage-stretches.ts';
import { pricedPlan } from '../plans/find-plan.ts';
import { openDrafts, storeDrafts } from '../run/open-invoices.ts';
import { REQUEST_TRANSACTION, type Scope } from '../scope.ts';
import { changeLocked, lockSubscription } from './lock-subscription.ts';
import { reckonChange } from './plan-change.ts';
import { requireRunning } from './preview-change.ts';

/**
 * Changes plan or seats from a moment on. The invoice is what `previewChange` says of the same input.
 * @throws AppError NOT_FOUND, BAD_USER_INPUT, CONFLICT
 */
export async function changeSubscription(scope: Scope, id: string, version: number, input: object): Promise<Subscription> {
  const now = scope.background.clock.now();
  const row = await scope.db.transaction(async (tx) => {
    const current = await lockSubscription(tx, scope, { id, version });
    requireRunning(current);
    const { from, plan, quantity, lines, at } = await reckonChange(scope, tx, current, input);
    if (lines.length > 0) {
      const { tenantId, ownerId, currency, periodEnd } = current;
      const draft = { tenantId, ownerId, customerId: null, subscriptionId: current.id, currency, memo: null };
      const period = { start: at, end: periodEnd };
      const drafts = [{ ...draft, kind: 'CHANGE', cycle: null, usageCycle: null, period, lines } as const];
      await openDrafts(tx, await storeDrafts(tx, drafts, now), now);
    }
    const amountMinor = monthly(plan.priceMinor * BigInt(quantity), plan.intervalMonths);
    // Usage of a trial is free under whatever plan.
    const isPriced = plan.id !== from.id && current.status !== 'TRIALING';
    const usage = isPriced ? closeCycle(current, pricedPlan(from), at) : {};
    return changeLocked(tx, current, { planId: plan.id, quantity, amountMinor, dunningEnd: plan.dunningEnd, ...usage });
  }, REQUEST_TRANSACTION);
  scope.background.wake();
  return row;
}

import { conflict } from '@tessera/errors';
import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import { periodUsageLines } from '../../domain/usage-stretches.ts';
import { pricedPlan, requirePlan } from '../plans/find-plan.ts';
import { openDrafts, storeDrafts } from '../run/open-invoices.ts';
import { sumUsage } from '../run/sum-usage.ts';
import { REQUEST_TRANSACTION, type Scope, type Transaction } from '../scope.ts';
import { changeLocked, lockSubscription } from './lock-subscription.ts';

/**
 * Ends a subscription with its period, or at once with a last invoice for what was used.
 * @throws AppError NOT_FOUND, CONFLICT
 */
export async function cancelSubscription(
  scope: Scope,
  id: string,
  version: number,
  atPeriodEnd: boolean,
): Promise<Subscription> {
  const row = await scope.db.transaction(async (tx) => {
    const current = await lockSubscription(tx, scope, { id, version });
    if (current.status === 'CANCELLED') throw conflict('The subscription has ended already.');
    if (!atPeriodEnd) return cancelNow(tx, scope, current);
    if (current.status === 'PAUSED') throw conflict('A paused subscription has no end of period. Cancel it at once.');
    if (current.cancelAtPeriodEnd) throw conflict('The subscription ends with its period already.');
    return changeLocked(tx, current, { cancelAtPeriodEnd: true });
  }, REQUEST_TRANSACTION);
  scope.background.wake();
  return row;
}

async function cancelNow(tx: Transaction, scope: Scope, current: Subscription): Promise<Subscription> {
  const now = scope.background.clock.now();
  const plan = await requirePlan(scope, current.planId);
  const [usage = []] = current.status === 'TRIALING' ? [] : await sumUsage(tx, [current]);
  if (usage.length > 0) {
    const { tenantId, ownerId, currency, cycle, periodStart } = current;
    const period = { start: periodStart, end: now > periodStart ? now : current.periodEnd };
    const lines = periodUsageLines(current, pricedPlan(plan), usage, period.end);
    const draft = { tenantId, ownerId, customerId: null, subscriptionId: current.id, currency, memo: null };
    const drafts = [{ ...draft, kind: 'FINAL', cycle: null, usageCycle: cycle, period, lines } as const];
    await openDrafts(tx, await storeDrafts(tx, drafts, now), now);
  }
  return changeLocked(tx, current, { status: 'CANCELLED', cancelledAt: now, pausedAt: null, nextActionAt: null });
}

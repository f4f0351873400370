import { conflict } from '@tessera/errors';
import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import { restart } from '../../domain/renewal.ts';
import { planLine } from '../../domain/subscription-lines.ts';
import { nextStatus } from '../../domain/subscription-state.ts';
import { periodUsageLines } from '../../domain/usage-stretches.ts';
import { pricedPlan, requirePlan } from '../plans/find-plan.ts';
import { openDrafts, storeDrafts } from '../run/open-invoices.ts';
import { sumUsage } from '../run/sum-usage.ts';
import { REQUEST_TRANSACTION, type Scope, type Transaction } from '../scope.ts';
import { changeLocked, lockSubscription } from './lock-subscription.ts';

/** Takes back a cancellation, or goes on after a pause with a new period. @throws AppError NOT_FOUND, CONFLICT */
export async function resumeSubscription(scope: Scope, id: string, version: number): Promise<Subscription> {
  const row = await scope.db.transaction(async (tx) => {
    const current = await lockSubscription(tx, scope, { id, version });
    const status = nextStatus(current.status, 'IS_RESUMED');
    if (status) return goOn(tx, scope, current, status);
    if (current.status === 'CANCELLED') throw conflict('The subscription has ended. Subscribe again.');
    if (!current.cancelAtPeriodEnd) throw conflict('The subscription is neither paused nor about to end.');
    return changeLocked(tx, current, { cancelAtPeriodEnd: false });
  }, REQUEST_TRANSACTION);
  scope.background.wake();
  return row;
}

async function goOn(tx: Transaction, scope: Scope, current: Subscription, status: Subscription['status']): Promise<Subscription> {
  const now = scope.background.clock.now();
  const plan = pricedPlan(await requirePlan(scope, current.planId));
  const place = restart(current.cycle, now, plan.intervalMonths);
  const [usage = []] = await sumUsage(tx, [current]);
  const period = { start: place.periodStart, end: place.periodEnd };
  const { tenantId, ownerId, currency, quantity } = current;
  const lines = [planLine({ plan, quantity }, period), ...periodUsageLines(current, plan, usage, current.pausedAt ?? current.periodEnd)];
  const draft = { tenantId, ownerId, customerId: null, subscriptionId: current.id, currency, memo: null };
  const cycles = { cycle: place.cycle, usageCycle: current.cycle };
  const drafts = [{ ...draft, ...cycles, kind: 'RENEWAL', period, lines } as const];
  await openDrafts(tx, await storeDrafts(tx, drafts, now), now);
  return changeLocked(tx, current, { ...place, closedCycles: [], status, pausedAt: null, nextActionAt: place.periodEnd });
}

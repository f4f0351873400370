import { conflict } from '@tessera/errors';
import type { Subscription } from '../../../../../prisma/billing/client/client.ts';
import { unusedLine } from '../../domain/subscription-lines.ts';
import { nextStatus } from '../../domain/subscription-state.ts';
import { pricedPlan, requirePlan } from '../plans/find-plan.ts';
import { openDrafts, storeDrafts } from '../run/open-invoices.ts';
import { REQUEST_TRANSACTION, type Scope } from '../scope.ts';
import { changeLocked, lockSubscription } from './lock-subscription.ts';

/** Stops a subscription, and puts what is left of its period to the credit balance. @throws AppError NOT_FOUND, CONFLICT */
export async function pauseSubscription(scope: Scope, id: string, version: number): Promise<Subscription> {
  const now = scope.background.clock.now();
  return scope.db.transaction(async (tx) => {
    const current = await lockSubscription(tx, scope, { id, version });
    const status = nextStatus(current.status, 'IS_PAUSED');
    if (!status) throw conflict(`A subscription that is ${current.status} cannot be paused: it has to be ACTIVE.`);
    if (current.cancelAtPeriodEnd) throw conflict('The subscription ends with its period. Take that back first: `resumeSubscription`.');
    const plan = pricedPlan(await requirePlan(scope, current.planId));
    const { tenantId, ownerId, currency, quantity, periodStart, periodEnd } = current;
    const lines = [unusedLine({ plan, quantity }, { start: periodStart, end: periodEnd }, now)];
    const draft = { tenantId, ownerId, customerId: null, subscriptionId: current.id, currency, memo: null };
    const period = { start: now, end: periodEnd };
    const drafts = [{ ...draft, kind: 'CHANGE', cycle: null, usageCycle: null, period, lines } as const];
    await openDrafts(tx, await storeDrafts(tx, drafts, now), now);
    return changeLocked(tx, current, { status, pausedAt: now, nextActionAt: null });
  }, REQUEST_TRANSACTION);
}

import { badInput, conflict } from '@tessera/errors';
import { parseInput, requireTenantId } from '@tessera/subgraph';
import { isUniqueViolation } from '@tessera/tenancy';
import { v7 } from 'uuid';
import type { Plan, Subscription } from '../../../../../prisma/billing/client/client.ts';
import { newSubscription } from '../../domain/inputs.ts';
import { monthly } from '../../domain/money.ts';
import { firstPlace } from '../../domain/renewal.ts';
import { planLine } from '../../domain/subscription-lines.ts';
import { pricedPlan, requirePlan } from '../plans/find-plan.ts';
import { openDrafts, storeDrafts } from '../run/open-invoices.ts';
import { REQUEST_TRANSACTION, type Scope, type Transaction } from '../scope.ts';

/**
 * Subscribes the tenant to a plan: with the plan's trial, if it has never had a subscription, and else with the first
 * period's invoice.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND for a plan, CONFLICT while there is a subscription or a payment is overdue
 */
export async function subscribe(scope: Scope, input: object): Promise<Subscription> {
  const { planId, quantity = 1 } = parseInput(newSubscription, input);
  const tenantId = requireTenantId(scope.db);
  const plan = await requirePlan(scope, planId);
  if (plan.archivedAt) throw badInput('input.planId', '`input.planId`: This plan is no longer on offer. Choose another.');
  const start = { tenantId, ownerId: scope.actor.userId, plan, quantity, startAt: scope.background.clock.now() };
  try {
    const row = await scope.db.transaction(async (tx) => {
      await requireNothingOverdue(tx, tenantId);
      return startSubscription(tx, start);
    }, REQUEST_TRANSACTION);
    scope.background.wake();
    return row;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict('The tenant has a subscription. Change it with `changeSubscription`, or cancel it first.');
  }
}

/** Who did not pay does not begin anew and leave that behind. */
async function requireNothingOverdue(tx: Transaction, tenantId: string): Promise<void> {
  const overdue = { tenantId, customerId: null, status: 'OPEN', attemptCount: { gt: 0 } } as const;
  if ((await tx.invoice.count({ where: overdue })) === 0) return;
  throw conflict('The payment of an invoice has failed. Pay it first: `setPaymentMethod`, `payInvoice`.');
}

export interface StartSubscription {
  readonly tenantId: string;
  readonly ownerId: string | null;
  readonly plan: Plan;
  readonly quantity: number;
  readonly startAt: Date;
}

/** @throws the database's unique violation while the tenant has a subscription */
export async function startSubscription(
  tx: Transaction,
  { tenantId, ownerId, plan, quantity, startAt }: StartSubscription,
): Promise<Subscription> {
  const hadOne = await tx.subscription.findFirst({ where: { tenantId }, select: { id: true } });
  const trialDays = hadOne ? 0 : plan.trialDays;
  const place = firstPlace(startAt, plan.intervalMonths, trialDays);
  const { currency } = plan;
  const amountMinor = monthly(plan.priceMinor * BigInt(quantity), plan.intervalMonths);
  const row = await tx.subscription.create({
    data: {
      tenantId, id: v7(), ownerId, planId: plan.id, quantity, currency, amountMinor, ...place,
      status: trialDays > 0 ? 'TRIALING' : 'ACTIVE',
      trialEnd: trialDays > 0 ? place.periodEnd : null,
      dunningEnd: plan.dunningEnd,
      nextActionAt: place.periodEnd,
      createdAt: startAt,
    },
  });
  if (trialDays > 0) return row;
  const period = { start: place.periodStart, end: place.periodEnd };
  const lines = [planLine({ plan: pricedPlan(plan), quantity }, period)];
  const draft = { tenantId, ownerId, customerId: null, subscriptionId: row.id, currency, memo: null };
  const drafts = [{ ...draft, kind: 'RENEWAL', cycle: row.cycle, usageCycle: null, period, lines } as const];
  await openDrafts(tx, await storeDrafts(tx, drafts, startAt), startAt);
  return row;
}

import { badInput, conflict } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import type { Plan, Subscription } from '../../../../../prisma/billing/client/client.ts';
import { subscriptionChange } from '../../domain/inputs.ts';
import type { DraftLine } from '../../domain/invoice-draft.ts';
import { changeLines } from '../../domain/subscription-lines.ts';
import { pricedPlan, requirePlan } from '../plans/find-plan.ts';
import type { Scope, Transaction } from '../scope.ts';

/** How long a preview can be acted on, in milliseconds. */
const PREVIEW_HOLDS_MS = 3600 * 1000;

/** A change of a subscription, reckoned. Preview and change both are made of it. */
export interface ReckonedChange {
  readonly at: Date;
  readonly from: Plan;
  readonly plan: Plan;
  readonly quantity: number;
  /** None in a trial, where nothing was paid for yet. */
  readonly lines: readonly DraftLine[];
}

/** @throws AppError BAD_USER_INPUT for a change that cannot be made, NOT_FOUND for a plan */
export async function reckonChange(
  scope: Scope,
  invoices: Pick<Transaction, 'invoice'>,
  current: Subscription,
  input: object,
): Promise<ReckonedChange> {
  const change = parseInput(subscriptionChange, input);
  const [from, plan] = await Promise.all([
    requirePlan(scope, current.planId),
    requirePlan(scope, change.planId ?? current.planId),
  ]);
  const quantity = change.quantity ?? current.quantity;
  if (plan.id === from.id && quantity === current.quantity) {
    throw badInput('input', '`input`: This is what the subscription is. Name another plan or number of seats.');
  }
  checkPlan(from, plan);
  const at = readMoment(change.at, await settledUntil(invoices, current), current.periodEnd, scope.background.clock.now());
  const period = { start: current.periodStart, end: current.periodEnd };
  const seats = { plan: pricedPlan(from), quantity: current.quantity };
  const lines = current.status === 'TRIALING' ? [] : changeLines(seats, { plan: pricedPlan(plan), quantity }, period, at);
  return { at, from, plan, quantity, lines };
}

function checkPlan(from: Plan, to: Plan): void {
  if (to.id === from.id) return;
  if (to.archivedAt) throw badInput('input.planId', '`input.planId`: This plan is no longer on offer. Choose another.');
  if (to.currency === from.currency && to.intervalMonths === from.intervalMonths) return;
  throw badInput('input.planId', '`input.planId`: This plan has another currency or interval. Cancel at the end of the period, and subscribe to it then.');
}

/**
 * Up to where a period is settled: to its last change, or its start. A change from before that would give back time that
 * was paid for at another price, or not at all.
 */
async function settledUntil({ invoice }: Pick<Transaction, 'invoice'>, current: Subscription): Promise<Date> {
  const { tenantId, id: subscriptionId, periodStart, periodEnd } = current;
  const last = await invoice.findFirst({
    where: { tenantId, subscriptionId, kind: 'CHANGE', periodEnd },
    orderBy: { periodStart: 'desc' },
    select: { periodStart: true },
  });
  return last?.periodStart ?? periodStart;
}

function readMoment(given: Date | undefined, settled: Date, periodEnd: Date, now: Date): Date {
  // The schedule is about to end this period: what is changed now would be changed in a period that is over.
  if (now >= periodEnd) throw conflict('The period is just ending. Try again in a moment.');
  if (!given) return now;
  const isRecent = given <= now && given.getTime() >= now.getTime() - PREVIEW_HOLDS_MS;
  if (isRecent && given >= settled) return given;
  throw badInput('input.at', '`input.at`: It is not within the last hour, or lies before this period or its last change. Ask for a preview again.');
}

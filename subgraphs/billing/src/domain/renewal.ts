import { addDays, addMonths, periodAt, periodIndexOf, type Period } from './calendar.ts';
import type { DraftLine } from './invoice-draft.ts';
import { planLine, type PricedPlan, type UsageTotal } from './subscription-lines.ts';
import { nextStatus, type SubscriptionStatus } from './subscription-state.ts';
import { periodUsageLines } from './usage-stretches.ts';

/** What of a subscription its schedule turns on. */
export interface Scheduled {
  readonly status: SubscriptionStatus;
  readonly quantity: number;
  readonly anchorAt: Date;
  readonly periodIndex: number;
  readonly cycle: number;
  /** As it is stored: see `OpenPeriod`. */
  readonly closedCycles: unknown;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly cancelAtPeriodEnd: boolean;
}

/** Where a subscription stands in its calendar. */
export interface Place {
  readonly anchorAt: Date;
  readonly periodIndex: number;
  readonly cycle: number;
  readonly periodStart: Date;
  readonly periodEnd: Date;
}

/** What the end of a period makes of a subscription, and what it bills. */
export interface PeriodEnd {
  readonly status: SubscriptionStatus;
  readonly place: Place;
  /** Null when nothing is billed. `cycle` is the period that is paid for, if one is; `usageCycle` the one whose usage is. */
  readonly invoice: {
    readonly kind: 'RENEWAL' | 'FINAL';
    readonly cycle: number | null;
    readonly usageCycle: number | null;
    readonly period: Period;
    readonly lines: readonly DraftLine[];
  } | null;
}

/** The beginning of a subscription: a trial of that many days, or the first period that is paid for. */
export function firstPlace(startAt: Date, intervalMonths: number, trialDays: number): Place {
  const periodEnd = trialDays > 0 ? addDays(startAt, trialDays) : addMonths(startAt, intervalMonths);
  return { anchorAt: startAt, periodIndex: 0, cycle: 0, periodStart: startAt, periodEnd };
}

/** A new run of periods, from `at` on: after a trial or a pause. */
export function restart(cycle: number, at: Date, intervalMonths: number): Place {
  const { start: periodStart, end: periodEnd } = periodAt(at, intervalMonths, 0);
  return { anchorAt: at, periodIndex: 0, cycle: cycle + 1, periodStart, periodEnd };
}

/**
 * What happens at the end of a period. The next one is paid for in advance, the usage of the one that ends afterwards;
 * usage of a trial is free. The instant is the period's own end and not the moment at which somebody looks, so that a
 * schedule that was held up makes the same invoices.
 * @throws Error for a subscription that has no schedule
 */
export function endPeriod(
  subscription: Scheduled,
  plan: PricedPlan & { readonly intervalMonths: number },
  usage: readonly UsageTotal[],
): PeriodEnd {
  const { status, quantity, cycle, periodStart, periodEnd, cancelAtPeriodEnd } = subscription;
  const isTrial = status === 'TRIALING';
  const ended = { start: periodStart, end: periodEnd };
  const used = isTrial ? [] : periodUsageLines(subscription, plan, usage, periodEnd);
  if (cancelAtPeriodEnd) {
    const final = { kind: 'FINAL', cycle: null, usageCycle: cycle, period: ended, lines: used } as const;
    return { status: after(status, 'IS_CANCELLED'), place: subscription, invoice: used.length > 0 ? final : null };
  }
  const place = isTrial ? restart(cycle, periodEnd, plan.intervalMonths) : nextPlace(subscription, plan.intervalMonths);
  const period = { start: place.periodStart, end: place.periodEnd };
  const lines = [planLine({ plan, quantity }, period), ...used];
  return {
    status: isTrial ? after(status, 'TRIAL_ENDS') : status,
    place,
    invoice: { kind: 'RENEWAL', cycle: place.cycle, usageCycle: isTrial ? null : cycle, period, lines },
  };
}

function nextPlace({ anchorAt, periodIndex, cycle }: Scheduled, intervalMonths: number): Place {
  const { start: periodStart, end: periodEnd } = periodAt(anchorAt, intervalMonths, periodIndex + 1);
  return { anchorAt, periodIndex: periodIndex + 1, cycle: cycle + 1, periodStart, periodEnd };
}

function after(status: SubscriptionStatus, event: 'TRIAL_ENDS' | 'IS_CANCELLED'): SubscriptionStatus {
  const next = nextStatus(status, event);
  if (!next) throw new Error(`A subscription that is ${status} has no end of period.`);
  return next;
}

/**
 * The cycle that usage of an instant is billed with: the open one, for whatever lies in it or before it. A later one only
 * where the schedule is behind and the next period has in truth begun.
 */
export function cycleOf(subscription: Scheduled, intervalMonths: number, occurredAt: Date): number {
  const { status, cycle, anchorAt, periodIndex, periodEnd } = subscription;
  if (occurredAt < periodEnd) return cycle;
  if (status === 'TRIALING') return cycle + 1 + periodIndexOf(periodEnd, intervalMonths, occurredAt, 0);
  return cycle + periodIndexOf(anchorAt, intervalMonths, occurredAt, periodIndex) - periodIndex;
}

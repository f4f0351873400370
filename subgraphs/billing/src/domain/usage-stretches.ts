import type { Period } from './calendar.ts';
import type { DraftLine } from './invoice-draft.ts';
import { usageLines, type PricedPlan, type UsageTotal } from './subscription-lines.ts';
import type { UsagePrice } from './usage-price.ts';

/** A cycle of an open period that a change of plan has closed, as it is stored: what is reported later has the next one. */
export interface ClosedCycle {
  readonly cycle: number;
  /** ISO 8601. */
  readonly until: string;
  readonly usagePrices: readonly UsagePrice[];
}

/** The open period of a subscription, and what changes of plan have made of it. */
export interface OpenPeriod {
  readonly cycle: number;
  readonly periodStart: Date;
  /** `ClosedCycle[]`, as it is stored. */
  readonly closedCycles: unknown;
}

/** Every cycle whose usage the end of the period bills, oldest first. */
export function cyclesOf({ cycle, closedCycles }: Pick<OpenPeriod, 'cycle' | 'closedCycles'>): number[] {
  return [...closed(closedCycles).map((each) => each.cycle), cycle];
}

/** A period goes on under another plan: what was used so far keeps the prices that it was used at. */
export function closeCycle(period: OpenPeriod, { usagePrices }: PricedPlan, at: Date) {
  const ended: ClosedCycle = { cycle: period.cycle, until: at.toISOString(), usagePrices };
  return { cycle: period.cycle + 1, closedCycles: [...closed(period.closedCycles), ended] };
}

/**
 * The usage of a period up to its end: of each plan that it had at that plan's prices, with as much of what the plan
 * includes as its time is of the period. Whoever changes plans for a moment gains nothing by it.
 */
export function periodUsageLines(period: OpenPeriod, plan: PricedPlan, totals: readonly UsageTotal[], end: Date): DraftLine[] {
  const whole = { start: period.periodStart, end };
  const stretches = closed(period.closedCycles).map(({ cycle, until, usagePrices }) => ({ cycle, usagePrices, end: new Date(until) }));
  let { start } = whole;
  return [...stretches, { cycle: period.cycle, usagePrices: plan.usagePrices, end }].flatMap((stretch) => {
    const part: Period = { start, end: stretch.end };
    start = stretch.end;
    return usageLines(stretch, totals.filter(({ cycle }) => cycle === stretch.cycle), part, whole);
  });
}

function closed(stored: unknown): readonly ClosedCycle[] {
  return stored as ClosedCycle[];
}

import type { Period } from './calendar.ts';
import type { DraftLine } from './invoice-draft.ts';
import { remaining, usedUp } from './proration.ts';
import { priceUsage, type UsagePrice } from './usage-price.ts';

/** What of a plan an invoice needs. */
export interface PricedPlan {
  readonly name: string;
  readonly priceMinor: bigint;
  readonly usagePrices: readonly UsagePrice[];
}

/** How many seats of which plan. */
export interface Seats {
  readonly plan: PricedPlan;
  readonly quantity: number;
}

/** What was reported of one metric in one cycle. */
export interface UsageTotal {
  readonly metric: string;
  readonly cycle: number;
  readonly quantity: bigint;
  readonly records: number;
}

/** The seats for a whole period, in advance. */
export function planLine({ plan, quantity }: Seats, period: Period): DraftLine {
  const seats = BigInt(quantity);
  const amountMinor = seats * plan.priceMinor;
  const description = `${plan.name}, ${seatsText(quantity)}`;
  return { kind: 'PLAN', description, quantity: seats, unitPriceMinor: plan.priceMinor, amountMinor, period, usage: null };
}

/**
 * The usage of a part of a period, a line a metric, with the same part of what is included. What the plan gives no price
 * for costs nothing.
 */
export function usageLines(
  plan: Pick<PricedPlan, 'usagePrices'>,
  totals: readonly UsageTotal[],
  period: Period,
  whole: Period,
): DraftLine[] {
  return totals.map(({ metric, cycle, quantity, records }) => {
    const listed = plan.usagePrices.find((each) => each.metric === metric);
    const price = listed && { ...listed, included: partOf(listed.included, period, whole) };
    const amountMinor = price ? priceUsage(price, quantity) : 0n;
    const usage = { metric, cycle, records };
    return { kind: 'USAGE', description: usageText(metric, price), quantity, unitPriceMinor: null, amountMinor, period, usage };
  });
}

/** As much of a number as a part is of the whole; the parts of a whole add up to the number. */
function partOf(included: number, { start, end }: Period, whole: Period): number {
  return Number(usedUp(BigInt(included), whole, end) - usedUp(BigInt(included), whole, start));
}

/** The rest of a period in other seats: what is left of the old price comes back, what is left of the new one is owed. */
export function changeLines(from: Seats, to: Seats, period: Period, at: Date): DraftLine[] {
  const rest = { start: at, end: period.end };
  return [unusedLine(from, period, at), prorated('CHARGE', `Rest of the period in ${to.plan.name}`, to, period, rest)];
}

/** What is left of a period that ends early. */
export function unusedLine(seats: Seats, period: Period, at: Date): DraftLine {
  return prorated('CREDIT', `Unused time of ${seats.plan.name}`, seats, period, { start: at, end: period.end });
}

function prorated(kind: 'CREDIT' | 'CHARGE', what: string, { plan, quantity }: Seats, whole: Period, rest: Period): DraftLine {
  const seats = BigInt(quantity);
  const left = remaining(seats * plan.priceMinor, whole, rest.start);
  const amountMinor = kind === 'CREDIT' ? -left : left;
  const description = `${what}, ${seatsText(quantity)}`;
  return { kind, description, quantity: seats, unitPriceMinor: null, amountMinor, period: rest, usage: null };
}

function seatsText(quantity: number): string {
  return quantity === 1 ? '1 seat' : `${quantity} seats`;
}

function usageText(metric: string, price: UsagePrice | undefined): string {
  if (!price) return `Usage: ${metric}, without charge`;
  return price.included > 0 ? `Usage: ${metric}, ${price.included} included` : `Usage: ${metric}`;
}

import type { Period } from './calendar.ts';
import { divideHalfEven } from './money.ts';

/**
 * What of a period's price is used up at an instant, by the millisecond. Shares are always taken from the period's
 * start, so that those of neighbouring stretches add up: over a whole period nothing is lost and nothing appears.
 */
export function usedUp(priceMinor: bigint, period: Period, at: Date): bigint {
  const length = period.end.getTime() - period.start.getTime();
  const passed = Math.min(Math.max(at.getTime() - period.start.getTime(), 0), length);
  return divideHalfEven(priceMinor * BigInt(passed), BigInt(length));
}

/** What of a period's price is still to come at an instant. */
export function remaining(priceMinor: bigint, period: Period, at: Date): bigint {
  return priceMinor - usedUp(priceMinor, period, at);
}

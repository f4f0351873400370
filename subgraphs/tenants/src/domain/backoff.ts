const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait after a failed attempt (counted from 1), in milliseconds: doubling from one second to five minutes,
 * less up to a quarter at random, so that tenants that failed together do not return together.
 */
export function backoffMs(attempt: number, random: number = Math.random()): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (1 - random / 4));
}

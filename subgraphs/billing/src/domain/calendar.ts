import { Temporal } from 'temporal-polyfill';

/** From `start`, which belongs to it, to `end`, which does not. */
export interface Period {
  readonly start: Date;
  readonly end: Date;
}

/**
 * The instant `months` calendar months after another, both in UTC: on the same day of the month at the same time, and on
 * the month's last day where it has no such day.
 */
export function addMonths(instant: Date, months: number): Date {
  const from = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO('UTC');
  return new Date(from.add({ months }, { overflow: 'constrain' }).epochMilliseconds);
}

/** Days of 24 hours: UTC has no others. */
export function addDays(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * 24 * 3600 * 1000);
}

/**
 * The n-th period (from 0) of `intervalMonths` months. Always counted from the anchor and never from the period before,
 * so that a subscription of the 31st is due on the 28th of February and on the 31st of March.
 */
export function periodAt(anchor: Date, intervalMonths: number, index: number): Period {
  return {
    start: addMonths(anchor, intervalMonths * index),
    end: addMonths(anchor, intervalMonths * (index + 1)),
  };
}

/** Which period an instant lies in, beginning the search at `from`: an earlier instant belongs to that one. */
export function periodIndexOf(anchor: Date, intervalMonths: number, instant: Date, from: number): number {
  let index = from;
  while (addMonths(anchor, intervalMonths * (index + 1)) <= instant) index += 1;
  return index;
}

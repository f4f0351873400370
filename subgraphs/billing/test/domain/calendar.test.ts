import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addMonths, periodAt, periodIndexOf } from '../../src/domain/calendar.ts';

const day = (text: string) => new Date(`${text}T12:30:00.000Z`);
const anchor = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-12-31'), noInvalidDate: true });

/** The plain reference: count months by hand, and step back from a day that the month has not. */
function monthsLater(from: Date, months: number): Date {
  const first = new Date(from);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(from.getUTCDate(), last));
  return first;
}

describe('months', () => {
  it('keep the day, or the last one that there is', () => {
    fc.assert(
      fc.property(anchor, fc.integer({ min: 0, max: 240 }), (from, months) => {
        expect(addMonths(from, months)).toEqual(monthsLater(from, months));
      }),
    );
  });

  it('bring the 31st back after a February, and the 29th in a leap year', () => {
    const ends = [1, 2, 3, 13].map((months) => addMonths(day('2027-01-31'), months));
    expect(ends).toEqual([day('2027-02-28'), day('2027-03-31'), day('2027-04-30'), day('2028-02-29')]);
  });
});

describe('periods', () => {
  const interval = fc.constantFrom(1, 3, 6, 12);

  it('follow on each other without a gap', () => {
    fc.assert(
      fc.property(anchor, interval, fc.nat(100), (from, months, index) => {
        const period = periodAt(from, months, index);
        expect(period.end.getTime()).toBeGreaterThan(period.start.getTime());
        expect(periodAt(from, months, index + 1).start).toEqual(period.end);
      }),
    );
  });

  it('are found by any instant within them', () => {
    fc.assert(
      fc.property(anchor, interval, fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (from, months, index, part) => {
        const { start, end } = periodAt(from, months, index);
        const within = new Date(start.getTime() + Math.floor(part * (end.getTime() - start.getTime())));
        expect(periodIndexOf(from, months, within, 0)).toBe(index);
      }),
    );
  });

  it('that an instant lies before are not looked for: it belongs to the one that is asked from', () => {
    expect(periodIndexOf(day('2026-01-01'), 1, day('2025-06-01'), 4)).toBe(4);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { periodAt } from '../../src/domain/calendar.ts';
import { sum } from '../../src/domain/money.ts';
import type { PricedPlan } from '../../src/domain/subscription-lines.ts';
import { closeCycle, cyclesOf, periodUsageLines, type OpenPeriod } from '../../src/domain/usage-stretches.ts';

const { start, end } = periodAt(new Date('2027-01-31T00:00:00Z'), 1, 0);
const length = end.getTime() - start.getTime();
const planWith = (included: number, priceMinor: number, perUnits = 1): PricedPlan => {
  return { name: 'Plan', priceMinor: 0n, usagePrices: [{ metric: 'calls', included, priceMinor, perUnits }] };
};
const begun: OpenPeriod = { cycle: 7, periodStart: start, closedCycles: [] };
const used = (cycle: number, quantity: number) => ({ metric: 'calls', cycle, quantity: BigInt(quantity), records: 1 });

/** The period after changes to these plans, the plan that it ends with, and how much of it each held. */
function changed(first: PricedPlan, changes: readonly { readonly to: PricedPlan; readonly at: number }[]) {
  let [period, plan] = [begun, first];
  for (const { to, at } of changes.toSorted((a, b) => a.at - b.at)) {
    period = { ...period, ...closeCycle(period, plan, new Date(start.getTime() + at)) };
    plan = to;
  }
  return { period, plan };
}

const plans = fc.record({ included: fc.integer({ min: 0, max: 10 ** 6 }), priceMinor: fc.integer({ min: 0, max: 1000 }) });
const at = fc.integer({ min: 0, max: length });

describe('usage of a period with changes of plan in it', () => {
  it('costs at each plan\'s prices what was used under it', () => {
    const { period, plan } = changed(planWith(0, 5), [{ to: planWith(0, 1), at: length / 2 }]);
    const lines = periodUsageLines(period, plan, [used(7, 100), used(8, 100)], end);
    expect(lines.map(({ amountMinor, usage }) => [usage?.cycle, amountMinor])).toEqual([[7, 500n], [8, 100n]]);
    expect(lines.map((line) => line.period)).toEqual([
      { start, end: new Date(start.getTime() + length / 2) }, { start: new Date(start.getTime() + length / 2), end },
    ]);
  });

  it('is no cheaper for a better plan in the last minute', () => {
    const [dear, rich] = [planWith(10_000, 5, 1000), planWith(1_000_000, 3, 1000)];
    const { period, plan } = changed(dear, [{ to: rich, at: length - 60_000 }]);
    const [line] = periodUsageLines(period, plan, [used(7, 1_000_000)], end);
    // 990,000 beyond what is included at 5 for 1,000 cost 4,950.
    expect(line?.amountMinor).toBe(4950n);
  });

  it('has as much included as its plans include for their time, and no more for changing often', () => {
    fc.assert(
      fc.property(plans, fc.array(at, { maxLength: 8 }), ({ included }, moments) => {
        const same = planWith(included, 1);
        const { period, plan } = changed(same, moments.map((moment) => ({ to: same, at: moment })));
        const most = 10 ** 7;
        const totals = cyclesOf(period).map((cycle) => used(cycle, most));
        const cost = sum(periodUsageLines(period, plan, totals, end).map(({ amountMinor }) => amountMinor));
        expect(cost).toBe(BigInt(most * totals.length - included));
      }),
    );
  });

  it('bills each report once, in one line, whatever changes', () => {
    fc.assert(
      fc.property(plans, fc.array(fc.record({ to: plans, moment: at }), { maxLength: 8 }), (first, changes) => {
        const asPlan = ({ included, priceMinor }: typeof first) => planWith(included, priceMinor);
        const { period, plan } = changed(asPlan(first), changes.map(({ to, moment }) => ({ to: asPlan(to), at: moment })));
        const cycles = cyclesOf(period);
        expect(new Set(cycles).size).toBe(changes.length + 1);
        const lines = periodUsageLines(period, plan, cycles.map((cycle) => used(cycle, 3)), end);
        expect(lines.map(({ usage }) => usage?.cycle)).toEqual(cycles);
      }),
    );
  });
});

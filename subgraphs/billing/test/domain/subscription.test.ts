import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { periodAt } from '../../src/domain/calendar.ts';
import { settleWithBalance, type DraftLine } from '../../src/domain/invoice-draft.ts';
import { sum } from '../../src/domain/money.ts';
import { usedUp } from '../../src/domain/proration.ts';
import { endPeriod, firstPlace, type Scheduled } from '../../src/domain/renewal.ts';
import { changeLines, type Seats } from '../../src/domain/subscription-lines.ts';
import { isEntitled, nextStatus, SUBSCRIPTION_STATUSES, type SubscriptionEvent } from '../../src/domain/subscription-state.ts';

const total = (lines: readonly DraftLine[]) => sum(lines.map((line) => line.amountMinor));
const day = (text: string) => new Date(`${text}T00:00:00Z`);
const seats = fc.record({
  plan: fc.record({ name: fc.constant('Plan'), priceMinor: fc.bigInt({ min: 0n, max: 10n ** 9n }), usagePrices: fc.constant([]) }),
  quantity: fc.integer({ min: 1, max: 1000 }),
});

describe('a period with changes of plan in it', () => {
  const period = periodAt(day('2026-01-31'), 1, 0);
  const length = period.end.getTime() - period.start.getTime();

  it('costs to the cent what each plan used of it, however often it is changed', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ to: seats, at: fc.integer({ min: 0, max: length }) }), { maxLength: 8 }), seats, (changes, first) => {
        const ordered = changes.map(({ to, at }) => ({ to, at: new Date(period.start.getTime() + at) })).sort((a, b) => a.at.getTime() - b.at.getTime());
        let current: Seats = first;
        let billed = BigInt(first.quantity) * first.plan.priceMinor;
        let used = 0n;
        let since = period.start;
        const cost = (of: Seats) => BigInt(of.quantity) * of.plan.priceMinor;
        const stretch = (of: Seats, from: Date, to: Date) => usedUp(cost(of), period, to) - usedUp(cost(of), period, from);
        for (const { to, at } of ordered) {
          billed += total(changeLines(current, to, period, at));
          used += stretch(current, since, at);
          [current, since] = [to, at];
        }
        expect(billed).toBe(used + stretch(current, since, period.end));
      }),
    );
  });

  it('costs nothing more when a change is taken back at once', () => {
    fc.assert(
      fc.property(seats, seats, fc.integer({ min: 0, max: length }), (one, other, after) => {
        const at = new Date(period.start.getTime() + after);
        expect(total(changeLines(one, other, period, at)) + total(changeLines(other, one, period, at))).toBe(0n);
      }),
    );
  });
});

describe('lines and a credit balance', () => {
  const line = (amountMinor: bigint): DraftLine => {
    return { kind: 'ITEM', description: 'x', quantity: 1n, unitPriceMinor: null, amountMinor, period: null, usage: null };
  };
  const amounts = fc.array(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), { minLength: 1, maxLength: 6 });
  const balance = fc.bigInt({ min: 0n, max: 10n ** 9n });

  it('add up to a total that is not negative, and neither makes nor loses money', () => {
    fc.assert(
      fc.property(amounts, balance, (given, before) => {
        const settled = settleWithBalance(given.map(line), before);
        expect(total(settled.lines)).toBe(settled.totalMinor);
        expect(settled.totalMinor >= 0n && settled.balanceMinor >= 0n).toBe(true);
        expect(settled.totalMinor - settled.balanceMinor).toBe(sum(given) - before);
        // Nothing is owed while there is something in hand.
        expect(settled.totalMinor === 0n || settled.balanceMinor === 0n).toBe(true);
      }),
    );
  });
});

describe('the end of a period', () => {
  const plan = { name: 'Pro', priceMinor: 9_999n, intervalMonths: 1, usagePrices: [{ metric: 'api_calls', included: 100, priceMinor: 3, perUnits: 2 }] };
  const start = day('2027-01-31');
  const begun: Scheduled = { status: 'ACTIVE', quantity: 2, cancelAtPeriodEnd: false, closedCycles: [], ...firstPlace(start, 1, 0) };
  const usage = [{ metric: 'api_calls', cycle: 0, quantity: 105n, records: 4 }];

  it('bills the next period in advance and the usage of the one that ends', () => {
    const { invoice, place, status } = endPeriod(begun, plan, usage);
    expect({ status, cycle: place.cycle, start: place.periodStart, end: place.periodEnd }).toEqual({
      status: 'ACTIVE', cycle: 1, start: day('2027-02-28'), end: day('2027-03-31'),
    });
    expect(invoice!.lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([['PLAN', 19_998n], ['USAGE', 8n]]);
    expect(invoice!.lines[1]!.usage).toEqual({ metric: 'api_calls', cycle: 0, records: 4 });
    expect(invoice).toMatchObject({ kind: 'RENEWAL', cycle: 1, usageCycle: 0 });
  });

  it('of a trial bills the first period alone, and counts months from the trial\'s end', () => {
    const trial: Scheduled = { ...begun, status: 'TRIALING', ...firstPlace(start, 1, 14) };
    const { invoice, place, status } = endPeriod(trial, plan, usage);
    expect({ status, ...place }).toMatchObject({ status: 'ACTIVE', cycle: 1, anchorAt: day('2027-02-14'), periodEnd: day('2027-03-14') });
    expect(invoice!.lines.map(({ kind }) => kind)).toEqual(['PLAN']);
  });

  it.each([['ACTIVE', 'FINAL'], ['TRIALING', undefined]] as const)('of a cancelled %s one bills what was used, and no next period', (status, kind) => {
    const ending = endPeriod({ ...begun, status, cancelAtPeriodEnd: true }, plan, usage);
    expect(ending.status).toBe('CANCELLED');
    expect(ending.invoice?.kind).toBe(kind);
    expect(ending.invoice?.lines.map((line) => line.kind) ?? []).toEqual(kind ? ['USAGE'] : []);
  });

  it('charges nothing for a metric that the plan has no price for, and says so', () => {
    const { invoice } = endPeriod(begun, plan, [{ metric: 'faxes', cycle: 0, quantity: 9n, records: 1 }]);
    expect(invoice!.lines[1]).toMatchObject({ amountMinor: 0n, description: 'Usage: faxes, without charge' });
  });

  it.each(['PAUSED', 'CANCELLED'] as const)('never comes for a %s subscription that is to be cancelled', (status) => {
    expect(() => endPeriod({ ...begun, status: status === 'PAUSED' ? 'CANCELLED' : status, cancelAtPeriodEnd: true }, plan, [])).toThrow('no end of period');
  });
});

describe('the state of a subscription', () => {
  const events: SubscriptionEvent[] = ['TRIAL_ENDS', 'PAYMENT_FAILS', 'PAYMENT_RECOVERS', 'IS_PAUSED', 'IS_RESUMED', 'IS_CANCELLED'];

  it('can be cancelled from everywhere, and never comes back from there', () => {
    for (const status of SUBSCRIPTION_STATUSES) expect(nextStatus(status, 'IS_CANCELLED')).toBe(status === 'CANCELLED' ? null : 'CANCELLED');
    expect(events.map((event) => nextStatus('CANCELLED', event))).toEqual(events.map(() => null));
  });

  it('is a trial once at most', () => {
    const reached = SUBSCRIPTION_STATUSES.flatMap((status) => events.map((event) => nextStatus(status, event)));
    expect(reached).not.toContain('TRIALING');
  });

  it('entitles while it runs, and while a payment is chased', () => {
    expect(SUBSCRIPTION_STATUSES.filter(isEntitled)).toEqual(['TRIALING', 'ACTIVE', 'PAST_DUE']);
  });
});

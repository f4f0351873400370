import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { divideHalfEven, monthly } from '../../src/domain/money.ts';
import { remaining, usedUp } from '../../src/domain/proration.ts';
import { priceUsage } from '../../src/domain/usage-price.ts';

const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const parts = fc.bigInt({ min: 1n, max: 10n ** 9n });

/** The plain reference: of the whole numbers about the quotient, the nearest, and of two as near the even one. */
function nearest(numerator: bigint, denominator: bigint): bigint {
  const about = numerator / denominator;
  const distance = (whole: bigint) => {
    const off = numerator - whole * denominator;
    return off < 0n ? -off : off;
  };
  const candidates = [about - 1n, about, about + 1n];
  const shortest = candidates.map(distance).reduce((a, b) => (a < b ? a : b));
  const closest = candidates.filter((whole) => distance(whole) === shortest);
  return closest.find((whole) => whole % 2n === 0n) ?? closest[0]!;
}

describe('a share of an amount', () => {
  it('is the nearest whole number, and of two the even one', () => {
    fc.assert(fc.property(amount, parts, (n, d) => expect(divideHalfEven(n, d)).toBe(nearest(n, d))));
  });

  it.each([[1n, 2n, 0n], [3n, 2n, 2n], [5n, 2n, 2n], [-1n, 2n, 0n], [-3n, 2n, -2n], [7n, 3n, 2n], [8n, 3n, 3n]])(
    'of %s / %s is %s',
    (n, d, share) => expect(divideHalfEven(n, d)).toBe(share),
  );

  it('is of at least one part', () => expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError));

  it('has the sign of the amount turned when that is', () => {
    fc.assert(fc.property(amount, parts, (n, d) => expect(divideHalfEven(-n, d)).toBe(-divideHalfEven(n, d))));
  });

  it('of a month, twelve times, is within twelve halves of the year', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (price) => {
        const off = 12n * monthly(price, 12) - price;
        expect(off <= 6n && off >= -6n).toBe(true);
      }),
    );
  });
});

describe('a period that is cut into stretches', () => {
  const start = new Date('2026-01-31T10:00:00Z');
  const lengths = fc.array(fc.integer({ min: 1, max: 40 * 86_400_000 }), { minLength: 1, maxLength: 12 });
  const price = fc.bigInt({ min: 0n, max: 10n ** 12n });

  it('costs what the whole period costs, wherever it is cut', () => {
    fc.assert(
      fc.property(lengths, price, (stretches, cost) => {
        const cuts = stretches.reduce((all, length) => [...all, new Date(all.at(-1)!.getTime() + length)], [start]);
        const period = { start, end: cuts.at(-1)! };
        const total = cuts.slice(1).reduce((sum, cut, index) => {
          return sum + usedUp(cost, period, cut) - usedUp(cost, period, cuts[index]!);
        }, 0n);
        expect(total).toBe(cost);
      }),
    );
  });

  it('has what is used up and what remains add up to its price, at any moment', () => {
    fc.assert(
      fc.property(price, fc.integer({ min: -1000, max: 40 * 86_400_000 }), (cost, after) => {
        const period = { start, end: new Date(start.getTime() + 31 * 86_400_000) };
        const at = new Date(start.getTime() + after);
        expect(usedUp(cost, period, at) + remaining(cost, period, at)).toBe(cost);
        expect(usedUp(cost, period, at) >= 0n && remaining(cost, period, at) >= 0n).toBe(true);
      }),
    );
  });
});

describe('usage', () => {
  const price = fc.record({
    metric: fc.constant('api_calls'),
    included: fc.nat(1_000_000),
    priceMinor: fc.nat(10_000),
    perUnits: fc.integer({ min: 1, max: 10_000 }),
  });

  it('costs the price of every unit beyond those included, rounded once', () => {
    fc.assert(
      fc.property(price, fc.bigInt({ min: 0n, max: 10n ** 12n }), (of, quantity) => {
        const beyond = quantity > BigInt(of.included) ? quantity - BigInt(of.included) : 0n;
        expect(priceUsage(of, quantity)).toBe(nearest(beyond * BigInt(of.priceMinor), BigInt(of.perUnits)));
      }),
    );
  });

  it('never costs less for more of it', () => {
    fc.assert(
      fc.property(price, fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.bigInt({ min: 0n, max: 10n ** 6n }), (of, quantity, more) => {
        expect(priceUsage(of, quantity + more) >= priceUsage(of, quantity)).toBe(true);
      }),
    );
  });
});

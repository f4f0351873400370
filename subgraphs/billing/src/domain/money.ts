/**
 * Amounts are whole numbers of a currency's smallest unit, as bigint. Where a part of an amount is no whole number, it is
 * rounded to the nearest, and a half to the even neighbour: over many invoices that favours nobody.
 */

/** `numerator / denominator`, rounded half to even. @throws RangeError for a denominator below 1 */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 1n) throw new RangeError('A share is taken of 1 or more parts.');
  const remainder = ((numerator % denominator) + denominator) % denominator;
  const below = (numerator - remainder) / denominator;
  const twice = 2n * remainder;
  const isUp = twice > denominator || (twice === denominator && below % 2n !== 0n);
  return isUp ? below + 1n : below;
}

/** The sum of amounts. */
export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** The smaller of two amounts. */
export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** What a price that is due every `months` months is in one month. */
export function monthly(amountMinor: bigint, months: number): bigint {
  return divideHalfEven(amountMinor, BigInt(months));
}

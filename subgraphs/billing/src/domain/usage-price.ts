import { divideHalfEven } from './money.ts';

/** What usage of one metric costs: beyond what is included, `priceMinor` for every `perUnits` units. */
export interface UsagePrice {
  readonly metric: string;
  /** Units of a period that cost nothing. */
  readonly included: number;
  readonly priceMinor: number;
  readonly perUnits: number;
}

/** What a period's usage of one metric costs. Rounded once, on the sum: ten reports of one cost what one of ten does. */
export function priceUsage(price: UsagePrice, quantity: bigint): bigint {
  const beyond = quantity - BigInt(price.included);
  return beyond <= 0n ? 0n : divideHalfEven(beyond * BigInt(price.priceMinor), BigInt(price.perUnits));
}

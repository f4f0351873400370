import { clearable, line, oneOf, optional, text } from '@tessera/fields';
import { z } from 'zod';
import { DUNNING_ENDS } from './dunning.ts';
import { currency, distinct, MOST_PRICE_MINOR, whole, word } from './fields.ts';

const features = distinct(word, (name) => name, 50);
const limits = distinct(z.strictObject({ name: word, amount: whole(0) }), ({ name }) => name, 50);
const usagePrices = distinct(
  z.strictObject({
    metric: word,
    included: optional(whole(0)),
    priceMinor: whole(0, MOST_PRICE_MINOR),
    perUnits: optional(whole(1)),
  }),
  ({ metric }) => metric,
  20,
);

const interval = whole(1, 12).refine((months) => [1, 3, 6, 12].includes(months), 'It is none of 1, 3, 6 and 12.');

export const newPlan = z.strictObject({
  code: line(63).regex(/^[a-z][a-z0-9-]*$/, 'It is not a lower-case letter followed by letters, digits and hyphens.'),
  name: line(100),
  description: optional(text(500)),
  currency,
  priceMinor: whole(0, MOST_PRICE_MINOR),
  intervalMonths: optional(interval),
  trialDays: optional(whole(0, 365)),
  features: optional(features),
  limits: optional(limits),
  usagePrices: optional(usagePrices),
  dunningEnd: optional(oneOf(DUNNING_ENDS)),
});

export const planChanges = z.strictObject({
  name: line(100).optional(),
  description: clearable(text(500)),
  trialDays: whole(0, 365).optional(),
  features: features.optional(),
  limits: limits.optional(),
  dunningEnd: oneOf(DUNNING_ENDS).optional(),
});

/** How much of something a plan gives. */
export interface PlanLimit {
  readonly name: string;
  readonly amount: number;
}

/** Limits as they are stored: by their names. */
export function limitsByName(given: readonly PlanLimit[]): Record<string, number> {
  return Object.fromEntries(given.map(({ name, amount }) => [name, amount]));
}

/** Limits as they are told, by name. */
export function limitsOf(stored: unknown): PlanLimit[] {
  const entries = Object.entries((stored ?? {}) as Record<string, number>);
  return entries.map(([name, amount]) => ({ name, amount })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

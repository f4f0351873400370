import { string } from '@tessera/fields';
import { z } from 'zod';

/** Every code that this platform's data knows (https://www.iso.org/iso-4217-currency-codes.html). */
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** An ISO 4217 code in whatever case; upper case inside. */
export const currency = string
  .trim()
  .toUpperCase()
  .refine((code) => CURRENCIES.has(code), 'It is not an ISO 4217 code, such as EUR.');

const integer = z.int({ error: 'Give a whole number; this cannot be cleared.' });

/** A whole number between two bounds, both allowed. */
export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  return integer.min(min, `It is below ${min}.`).max(max, `It is above ${max}.`);
}

/** The most that one price may be: with the most seats it still is an amount that JSON carries. */
export const MOST_PRICE_MINOR = 1_000_000_000_000;
export const MOST_SEATS = 100_000;

/** What a feature, a limit or a metric is called. */
export const word = string
  .trim()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'It is not a lower-case letter followed by letters, digits and underscores.');

/** A list in which nothing is named twice. */
export function distinct<T extends z.ZodType>(schema: T, nameOf: (each: z.output<T>) => string, max: number) {
  return z
    .array(schema, { error: 'Give a list; this cannot be cleared.' })
    .max(max, `There are more than ${max}.`)
    .refine((all) => new Set(all.map(nameOf)).size === all.length, 'It names something twice.');
}

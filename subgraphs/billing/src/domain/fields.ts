import { z } from 'zod';

/** PostgreSQL's text cannot hold NUL: it would fail there as a fault instead of as bad input here. */
const noNul = (value: string) => !value.includes('\u0000');

const string = z.string({ error: 'Give a text; this cannot be cleared.' });

/** One line of text that is there: trimmed, 1 to `max` characters. */
export function line(max: number) {
  return string
    .trim()
    .min(1, 'It is empty.')
    .max(max, `It is longer than ${max} characters.`)
    .refine((value) => !/[\u0000-\u001f\u007f]/.test(value), 'It has line breaks or control characters.');
}

/** Text of any number of lines that is there: trimmed, 1 to `max` characters. */
export function text(max: number) {
  return string.trim().min(1, 'It is empty.').max(max, `It is longer than ${max} characters.`).refine(noNul, 'It has a NUL character.');
}

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

/** A point in time that the database can hold. */
export const moment = z
  .date({ error: 'This cannot be cleared.' })
  .refine((value) => value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999, 'It is outside the years 1 to 9999.');

/** An id by which a list is filtered. Ids that a mutation names are looked up: a malformed one is a missing row. */
export const id = z.guid({ error: 'It is not an id.' });

/** One of these names; refuses null, which GraphQL lets through for an optional field. */
export function oneOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  return z.enum(names, { error: 'This cannot be cleared.' });
}

/** Nullable and optional at once: null clears the column, undefined leaves it. */
export const clearable = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

/** Where null and undefined both mean "not given". */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined).optional();

/** A list in which nothing is named twice. */
export function distinct<T extends z.ZodType>(schema: T, nameOf: (each: z.output<T>) => string, max: number) {
  return z
    .array(schema, { error: 'Give a list; this cannot be cleared.' })
    .max(max, `There are more than ${max}.`)
    .refine((all) => new Set(all.map(nameOf)).size === all.length, 'It names something twice.');
}

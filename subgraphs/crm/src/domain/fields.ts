import { z } from 'zod';

/** PostgreSQL's text cannot hold NUL: it would fail there as a fault instead of as bad input here. */
const NUL = '\u0000';
const noNul = (value: string) => !value.includes(NUL);

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
  return string
    .trim()
    .min(1, 'It is empty.')
    .max(max, `It is longer than ${max} characters.`)
    .refine(noNul, 'It has a NUL character.');
}

/** Normalised, so that one address is one key: trimmed and in lower case. ASCII only, at most 254 characters. */
export const email = string
  .trim()
  .toLowerCase()
  .max(254, 'It is longer than 254 characters.')
  .regex(z.regexes.email, 'It is not an e-mail address.');

/** As it was typed: digits with the usual separators and an extension. */
export const phone = string
  .trim()
  .regex(/^[+(]?\d[\d ()./-]{1,32}(?: ?(?:ext\.?|x) ?\d{1,6})?$/, 'It is not a telephone number.')
  .max(40, 'It is longer than 40 characters.');

export const percent = z
  .int({ error: 'Give a whole number; this cannot be cleared.' })
  .min(0, 'It is below 0.')
  .max(100, 'It is above 100.');

/** PostgreSQL knows no year 0, and JavaScript none above 9999 that both would write alike. */
const isWithinCalendar = (value: Date) => value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999;

/** A point in time that the database can hold. */
export const moment = z
  .date({ error: 'This cannot be cleared.' })
  .refine(isWithinCalendar, 'It is outside the years 1 to 9999.');

/** A calendar day as `YYYY-MM-DD`; inside, a Date at that day's midnight UTC, as the driver has it. */
export const day = z.iso
  .date({ error: 'It is not a day, such as 2026-11-21.' })
  .transform((value) => new Date(`${value}T00:00:00Z`))
  .refine(isWithinCalendar, 'It is outside the years 1 to 9999.');

/** An id by which a list is filtered. Ids that a mutation names are looked up: a malformed one is a missing row. */
export const id = z.guid({ error: 'It is not an id.' });

/** The id of a user, whom this service does not know. */
export const userId = id;

/** One of these names; refuses null, which GraphQL lets through for an optional field. */
export function oneOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  return z.enum(names, { error: 'This cannot be cleared.' });
}

/** Nullable and optional at once: null clears the column, undefined leaves it. */
export const clearable = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

/** For a new record or a filter, where null and undefined both mean "not given". */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined).optional();

/** What a caller may send for an update before it is checked: GraphQL lets null through for every optional field. */
export type Unchecked<Input> = { readonly [K in keyof Input]?: Input[K] | null };

import { z } from 'zod';

/** Any text, from which a service's own kinds of field are made. */
export const string = z.string({ error: 'Give a text; this cannot be cleared.' });

/** PostgreSQL's text cannot hold NUL: it would fail there as a fault instead of as bad input here. */
const noNul = (value: string) => !value.includes('\u0000');

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

/** PostgreSQL knows no year 0, and JavaScript none above 9999 that both would write alike. */
export const isWithinCalendar = (value: Date) => value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999;
export const OUTSIDE_CALENDAR = 'It is outside the years 1 to 9999.';

/** A point in time that the database can hold. */
export const moment = z.date({ error: 'This cannot be cleared.' }).refine(isWithinCalendar, OUTSIDE_CALENDAR);

/** An id by which a list is filtered. Ids that a mutation names are looked up: a malformed one is a missing row. */
export const id = z.guid({ error: 'It is not an id.' });

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

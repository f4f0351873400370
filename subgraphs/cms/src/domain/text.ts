import { z } from 'zod';

/** PostgreSQL's text cannot hold NUL: it would fail there as a fault instead of as bad input here. */
const string = z
  .string({ error: 'Give a text; this cannot be cleared.' })
  .refine((value) => !value.includes('\u0000'), 'It has a NUL character.');

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
  return string.trim().min(1, 'It is empty.').max(max, `It is longer than ${max} characters.`);
}

/** The id of a row by which a list is filtered, or of a user, whom this service does not know. */
export const id = z.guid({ error: 'It is not an id.' }).transform((value) => value.toLowerCase());

/** Part of an address, for example `our-first-year`. */
export const slug = string
  .trim()
  .max(200, 'It is longer than 200 characters.')
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Use lower-case letters and digits, with single hyphens between them.');

/** A point in time that the database can hold: PostgreSQL knows no year 0. */
export const moment = z
  .date()
  .refine((value) => value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999, 'It is outside the years 1 to 9999.');

/** Nullable and optional at once: null clears, undefined leaves. */
export const clearable = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

/** For a new record or a filter, where null and undefined both mean "not given". */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined).optional();

/** What a caller may send for an update before it is checked: GraphQL lets null through for every optional field. */
export type Unchecked<Input> = { readonly [K in keyof Input]?: Input[K] | null };

/** A slug made of a title: letters lose their marks, all else becomes hyphens; null when nothing is left. */
export function slugOf(title: string): string | null {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();
  const made = plain.replace(/[^a-z0-9]+/g, '-').slice(0, 200).replace(/^-+|-+$/g, '');
  return made === '' ? null : made;
}

import { id, isWithinCalendar, OUTSIDE_CALENDAR, string } from '@tessera/fields';
import { z } from 'zod';

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

/** A calendar day as `YYYY-MM-DD`; inside, a Date at that day's midnight UTC, as the driver has it. */
export const day = z.iso
  .date({ error: 'It is not a day, such as 2026-11-21.' })
  .transform((value) => new Date(`${value}T00:00:00Z`))
  .refine(isWithinCalendar, OUTSIDE_CALENDAR);

/** The id of a user, whom this service does not know. */
export const userId = id;

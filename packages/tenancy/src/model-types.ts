import { types, type CustomTypesConfig } from 'pg';

const { INT8, DATE, TIMESTAMP, TIMESTAMPTZ } = types.builtins;
const readInstant = types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date | number;

/** `2026-11-21 14:55:26.771+00`, as a server in UTC writes an instant of our times. */
const IN_UTC = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00$/;

/** How columns are read that pg would read otherwise than Prisma's models do. */
const AS_IN_MODELS: Readonly<Partial<Record<number, (text: string) => unknown>>> = {
  [INT8]: BigInt,
  [DATE]: (text) => new Date(`${text}T00:00:00Z`),
  [TIMESTAMPTZ]: (text) => (IN_UTC.test(text) ? readUtc(text) : readInstant(text)),
  // Without a zone: Prisma writes UTC into such columns.
  [TIMESTAMP]: (text) => new Date(`${text.replace(' ', 'T')}Z`),
};

export const MODEL_TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    AS_IN_MODELS[oid] ?? types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/** Lists are full of instants: this takes half the time of a Date that reads the text itself. */
function readUtc(text: string): Date {
  const fraction = Math.min(text.length - '2026-11-21 14:55:26.+00'.length, 3);
  const milliseconds = fraction > 0 ? digits(text, 20, fraction) * 10 ** (3 - fraction) : 0;
  const [year, month, date] = [digits(text, 0, 4), digits(text, 5, 2) - 1, digits(text, 8, 2)];
  return new Date(Date.UTC(year, month, date, digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2), milliseconds));
}

function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at += 1) number = number * 10 + text.charCodeAt(at) - ZERO;
  return number;
}

const ZERO = '0'.charCodeAt(0);

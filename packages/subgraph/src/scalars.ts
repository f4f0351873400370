import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { badInput } from '@tessera/errors';

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A point in time, ISO 8601 with an offset (https://scalars.graphql.org/andimarek/date-time.html); a Date inside. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A point in time as ISO 8601 with an offset, for example `2026-11-21T09:30:00.000Z`.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => (value instanceof Date ? instantText(value) : parseInstant(value).toISOString()),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
});

/** Any JSON value. For data whose shape belongs to somebody else, such as a setting or an audited change. */
export const JSONScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => literalToJson(node, variables ?? {}),
});

/** A whole number that JSON and JavaScript carry without loss, beyond the 32 bits of `Int`. */
export const SafeIntScalar = new GraphQLScalarType<number, number>({
  name: 'SafeInt',
  description: 'A whole number between -(2^53 - 1) and 2^53 - 1.',
  serialize: parseSafeInt,
  parseValue: parseSafeInt,
  parseLiteral: (node) => parseSafeInt(node.kind === Kind.INT ? Number(node.value) : undefined),
});

function parseSafeInt(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw badInput('SafeInt', 'A SafeInt is a whole number between -(2^53 - 1) and 2^53 - 1.');
}

function parseInstant(value: unknown): Date {
  const instant = typeof value === 'string' && ISO_INSTANT.test(value) ? new Date(value) : undefined;
  if (!instant || !isWithinCalendar(instant)) throw noInstant();
  return instant;
}

/** What `toISOString` gives, in a third of its time: lists are full of instants. */
function instantText(instant: Date): string {
  const year = instant.getUTCFullYear();
  if (!(year >= 1000 && year <= 9999)) return unusualInstantText(instant);
  const day = `${year}-${TWO_DIGITS[instant.getUTCMonth() + 1]}-${TWO_DIGITS[instant.getUTCDate()]}`;
  const minute = `${TWO_DIGITS[instant.getUTCHours()]}:${TWO_DIGITS[instant.getUTCMinutes()]}`;
  const milliseconds = instant.getUTCMilliseconds();
  const fraction = `${Math.floor(milliseconds / 100)}${TWO_DIGITS[milliseconds % 100]}`;
  return `${day}T${minute}:${TWO_DIGITS[instant.getUTCSeconds()]}.${fraction}Z`;
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

function unusualInstantText(instant: Date): string {
  const text = instant.toISOString();
  if (!isWithinCalendar(instant)) throw noInstant();
  return text;
}

const noInstant = () =>
  badInput('DateTime', 'A DateTime is ISO 8601 with an offset, for example 2026-11-21T09:30:00Z.');

/** PostgreSQL knows no year 0, and an offset can carry year 9999 beyond what ISO 8601 writes with four digits. */
function isWithinCalendar(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9999;
}

function literalToJson(node: ValueNode, variables: Record<string, unknown>): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.map((value) => literalToJson(value, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, literalToJson(field.value, variables)]));
    case Kind.VARIABLE:
      return variables[node.name.value] ?? null;
    default:
      return node.value;
  }
}

/** Resolvers for the scalars that every subgraph may declare. */
export const sharedScalars = { DateTime: DateTimeScalar, JSON: JSONScalar, SafeInt: SafeIntScalar };

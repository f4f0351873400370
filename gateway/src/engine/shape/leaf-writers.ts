import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  type GraphQLEnumType,
  type GraphQLLeafType,
  type GraphQLScalarType,
} from 'graphql';
import type { Place } from './place.ts';
import { quote } from './quote.ts';
import type { Writer } from './run.ts';

/** @returns the JSON text, or undefined where the value is not of the scalar's JSON kind */
type LeafText = (value: unknown) => string | undefined;

const MAX_INT = 2 ** 31 - 1;
const MIN_INT = -(2 ** 31);

const TEXTS: ReadonlyMap<string, LeafText> = new Map<string, LeafText>([
  [GraphQLString.name, (value) => (typeof value === 'string' ? quote(value) : undefined)],
  [GraphQLInt.name, (value) => (isInt(value) ? String(value) : undefined)],
  [GraphQLFloat.name, (value) => (Number.isFinite(value) ? String(value) : undefined)],
  [GraphQLID.name, idText],
]);
const BUILT_IN: ReadonlyMap<string, GraphQLScalarType> = new Map(
  [GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean, GraphQLID].map((type) => [type.name, type]),
);

/** How most values of a leaf are: any JSON text, a 32-bit integer, or something that its writer looks at. */
export function leafKind(type: GraphQLLeafType): 'text' | 'int' | 'other' {
  if (isEnumType(type)) return 'other';
  if (type.name === GraphQLInt.name) return 'int';
  return type.name === GraphQLFloat.name || type.name === GraphQLBoolean.name ? 'other' : 'text';
}

/**
 * The writer of a scalar or an enum. Subgraphs have serialised their values: a value of another JSON kind is a fault,
 * and not coerced. An ID may come as an integer, and goes out as a string. Custom scalars are any JSON.
 */
export function leafWriter(type: GraphQLLeafType, place: Place): Writer {
  if (isEnumType(type)) return enumWriter(type, place);
  if (type.name === GraphQLBoolean.name) return booleanWriter(type, place);
  const textOf = TEXTS.get(type.name);
  if (!textOf) return customWriter(type, place);
  return (value, run, depth) => textOf(value) ?? run.fail(place, depth, refusal(type, value));
}

function booleanWriter(type: GraphQLScalarType, place: Place): Writer {
  return (value, run, depth) => {
    if (value === true) return 'true';
    return value === false ? 'false' : run.fail(place, depth, refusal(type, value));
  };
}

/** Does not say what the value is: it may be one that clients are not to know. */
function enumWriter(type: GraphQLEnumType, place: Place): Writer {
  const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
  return (value, run, depth) =>
    texts.get(value) ?? run.fail(place, depth, `Enum "${type.name}" cannot represent the value of ${place.coordinate}.`);
}

function customWriter(type: GraphQLScalarType, place: Place): Writer {
  return (value, run, depth) => {
    if (typeof value === 'string') return quote(value);
    try {
      return JSON.stringify(value);
    } catch {
      // Nested thousands deep, which JSON.parse takes and JSON.stringify does not.
      return run.fail(place, depth, `${type.name} cannot represent the value of ${place.coordinate}.`);
    }
  };
}

function isInt(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) <= MAX_INT && (value as number) >= MIN_INT;
}

function idText(value: unknown): string | undefined {
  if (typeof value === 'string') return quote(value);
  return Number.isInteger(value) ? `"${String(value)}"` : undefined;
}

/** graphql-js's own words: its input coercion is as strict about JSON kinds as this is. */
function refusal({ name }: GraphQLScalarType, value: unknown): string {
  try {
    BUILT_IN.get(name)?.parseValue(value);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return `${name} cannot represent the value.`;
}

import { badInput } from '@tessera/errors';
import { GraphQLScalarType, Kind } from 'graphql';

const isDay = (value: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);

function parseDay(value: unknown): string {
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value)) && isDay(value)) return value;
  throw badInput('Date', 'A Date is a day of the calendar, for example 2026-11-21.');
}

export const scalars = {
  Date: new GraphQLScalarType<string, string>({
    name: 'Date',
    serialize: parseDay,
    parseValue: parseDay,
    parseLiteral: (node) => parseDay(node.kind === Kind.STRING ? node.value : undefined),
  }),
};

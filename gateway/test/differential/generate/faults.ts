import { getNullableType, isListType, isNonNullType, type GraphQLOutputType, type GraphQLSchema } from 'graphql';
import type { Facts } from '../facts.ts';
import type { Fault, Visit } from '../session.ts';
import type { Tape } from './tape.ts';

const CODES = ['FORBIDDEN', 'NOT_FOUND', '', null];

/**
 * Faults at fields that an operation reads, so that most of them are felt.
 * @param visits of a run without faults
 */
export function makeFaults(schema: GraphQLSchema, facts: Facts, visits: readonly Visit[], tape: Tape): readonly Fault[] {
  const open = visits.filter(({ coordinate }) => !facts.spared.has(coordinate));
  if (open.length === 0) return [];
  return Array.from({ length: 1 + tape.below(3) }, () => {
    const { coordinate, thing, value } = tape.pick(open);
    const type = typeOf(schema, coordinate);
    const isDependency = facts.dependencies.has(coordinate);
    return { coordinate, thing, at: type ? placeIn(value, type, isDependency, tape) : [], code: tape.pick(CODES) };
  });
}

/** The field itself, or an element of its list; of a dependency only what may be null. */
function placeIn(value: unknown, type: GraphQLOutputType, isDependency: boolean, tape: Tape): number[] {
  const list = getNullableType(type);
  if (!Array.isArray(value) || value.length === 0 || !isListType(list) || !tape.chance(50)) return [];
  if (isDependency && isNonNullType(list.ofType)) return [];
  const index = tape.below(value.length);
  return [index, ...placeIn(value[index], list.ofType, isDependency, tape)];
}

function typeOf(schema: GraphQLSchema, coordinate: string): GraphQLOutputType | undefined {
  const [typename = '', field = ''] = coordinate.split('.');
  const type = schema.getType(typename);
  return type && 'getFields' in type ? (type.getFields()[field]?.type as GraphQLOutputType) : undefined;
}

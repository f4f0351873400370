import {
  getNamedType,
  isInputObjectType,
  Kind,
  type GraphQLArgument,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type ValueNode,
} from 'graphql';
import type { CostModel } from './cost-model.ts';

type Variables = Readonly<Record<string, unknown>>;
/** What one value in a place of the schema weighs, besides what it holds. */
interface Place {
  readonly weight: number;
  /** Absent: nothing that it could hold weighs anything. */
  readonly fields?: ReadonlyMap<string, Place>;
}

const WEIGHTLESS: Place = { weight: 0 };

/**
 * Weighs arguments. An input object weighs 1 and what its fields weigh, each time it stands in a list; scalars and enums
 * weigh nothing, unless `@cost` says otherwise. Variables are weighed as they came, before they are coerced.
 */
export function createInputCosts(model: CostModel) {
  const fieldsOf = new Map<GraphQLInputObjectType, Map<string, Place>>();

  const placeOf = (coordinate: string, type: GraphQLInputType): Place => {
    const named: GraphQLNamedInputType = getNamedType(type);
    const isObject = isInputObjectType(named);
    const weight = model.weights.get(coordinate) ?? model.weights.get(named.name) ?? (isObject ? 1 : 0);
    if (isObject) return { weight, fields: fields(named) };
    return weight === 0 ? WEIGHTLESS : { weight };
  };
  const fields = (type: GraphQLInputObjectType): ReadonlyMap<string, Place> => {
    const known = fieldsOf.get(type);
    if (known) return known;
    const places = new Map<string, Place>();
    // Before its fields are looked at: an input type can hold itself.
    fieldsOf.set(type, places);
    for (const field of Object.values(type.getFields())) {
      const place = placeOf(`${type.name}.${field.name}`, field.type);
      if (place !== WEIGHTLESS) places.set(field.name, place);
    }
    return places;
  };

  /** Undefined where the argument can weigh nothing, as most can. */
  return (
    coordinate: string,
    argument: GraphQLArgument,
    value: ValueNode,
  ): ((variables: Variables) => number) | undefined => {
    const place = placeOf(coordinate, argument.type);
    if (place === WEIGHTLESS) return undefined;
    const inVariables: [place: Place, name: string][] = [];
    const fixed = weighLiteral(place, value, inVariables);
    if (inVariables.length === 0) return () => fixed;
    return (variables) =>
      inVariables.reduce((total, [where, name]) => total + weigh(where, variables[name]), fixed);
  };
}

function weigh(place: Place, value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((total, item) => total + weigh(place, item), 0);
  if (!place.fields || typeof value !== 'object') return place.weight;
  let total = place.weight;
  for (const name of Object.keys(value)) {
    const field = place.fields.get(name);
    if (field) total += weigh(field, (value as Record<string, unknown>)[name]);
  }
  return total;
}

function weighLiteral(place: Place, node: ValueNode, inVariables: [Place, string][]): number {
  switch (node.kind) {
    case Kind.VARIABLE:
      inVariables.push([place, node.name.value]);
      return 0;
    case Kind.NULL:
      return 0;
    case Kind.LIST:
      return node.values.reduce((total, item) => total + weighLiteral(place, item, inVariables), 0);
    case Kind.OBJECT:
      return node.fields.reduce((total, field) => {
        const inner = place.fields?.get(field.name.value);
        return inner ? total + weighLiteral(inner, field.value, inVariables) : total;
      }, place.weight);
    default:
      return place.weight;
  }
}

import {
  introspectionTypes,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLSchema,
} from 'graphql';
import type { ListSize } from './cost-model.ts';

/**
 * graphql-js runs introspection in this process, at about a microsecond a field. At a quarter of an object each, the
 * limit of cost ends it before a fifth of a second, and the whole introspection of a graph of 500 types passes.
 */
const WEIGHT = 0.25;

/**
 * The costs of introspection, with lists as long as they are in this schema by average: a document of 300 bytes can ask
 * for every field of every type of every field.
 */
export function introspectionCosts(schema: GraphQLSchema) {
  const weights = new Map<string, number>();
  const lists = new Map<string, ListSize>();
  for (const type of introspectionTypes.filter(isObjectType)) {
    for (const name of Object.keys(type.getFields())) weights.set(`${type.name}.${name}`, WEIGHT);
  }
  const sizes = listSizes(schema);
  for (const [coordinate, assumedSize] of Object.entries(sizes)) {
    lists.set(coordinate, { assumedSize, slicingArguments: [], requireOneSlicingArgument: false });
  }
  return { weights, lists };
}

function listSizes(schema: GraphQLSchema): Record<string, number> {
  const types = Object.values(schema.getTypeMap());
  const withFields = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = withFields.flatMap((type) => Object.values(type.getFields()));
  const average = (counts: readonly number[], of: number) => counts.reduce((sum, count) => sum + count, 0) / of;
  const inputFields = types.filter(isInputObjectType).map((type) => Object.keys(type.getFields()).length);
  const enumValues = types.filter(isEnumType).map((type) => type.getValues().length);
  const interfaces = withFields.map((type) => type.getInterfaces().length);
  const possible = types
    .filter((type) => isInterfaceType(type) || isUnionType(type))
    .map((type) => schema.getPossibleTypes(type).length);
  const fieldArguments = fields.map((field) => field.args.length);
  return {
    '__Schema.types': types.length,
    '__Schema.directives': schema.getDirectives().length,
    // Every __Type has these lists, and most have them empty.
    '__Type.fields': fields.length / types.length,
    '__Type.inputFields': average(inputFields, types.length),
    '__Type.enumValues': average(enumValues, types.length),
    '__Type.interfaces': average(interfaces, types.length),
    '__Type.possibleTypes': average(possible, types.length),
    '__Field.args': average(fieldArguments, fields.length || 1),
    '__Directive.args': 2,
    '__Directive.locations': 4,
    // Who asks for one type by name chooses it: the largest.
    __type: Math.max(...withFields.map((type) => Object.keys(type.getFields()).length), 1),
  };
}

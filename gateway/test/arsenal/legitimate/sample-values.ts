import {
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** Of scalars, by name; any other is a text. */
const SCALARS: Readonly<Record<string, unknown>> = {
  Int: 50,
  Float: 0.5,
  Boolean: true,
  SafeInt: 1_000_000,
  DateTime: '2026-01-01T00:00:00.000Z',
  Date: '2026-01-01',
  JSON: { theme: 'dark', columns: ['name', 'owner'] },
};
const MAX_DEPTH = 4;

/** Values for all variables that an operation declares, filled in as a careful client would. */
export function sampleVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.map(({ variable, type }) => {
      const inputType = typeFromAST(schema, type);
      return [variable.name.value, isInputType(inputType) ? sampleOf(inputType, 0) : undefined];
    }),
  );
}

function sampleOf(type: GraphQLInputType, depth: number): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType, depth);
  if (isListType(type)) return depth > MAX_DEPTH ? [] : [sampleOf(type.ofType, depth)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return type.name in SCALARS ? SCALARS[type.name] : '0197-sample';
  const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || depth < MAX_DEPTH);
  return Object.fromEntries(fields.map((field) => [field.name, sampleOf(field.type, depth + 1)]));
}

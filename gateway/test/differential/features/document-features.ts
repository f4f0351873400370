import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type FieldNode,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';
import type { TestOperation } from '../operation.ts';

/** What an operation uses of the query language. */
export function* documentFeatures(schema: GraphQLSchema, { document, definition, variables }: TestOperation): Generator<string> {
  const found = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        if (node.alias) found.add('aliases');
        if (node.arguments?.some(({ value }) => value.kind === Kind.OBJECT)) found.add('input objects');
        const type = types.getType();
        if (node.name.value === '__typename') found.add(`__typename of ${kindOf(types.getParentType())}`);
        else if (type) for (const each of typeFeatures(type)) found.add(each);
      },
      InlineFragment: () => void found.add(`fragments on ${kindOf(types.getType())}`),
      FragmentSpread: () => void found.add('named fragments'),
      Directive: ({ name, arguments: given = [] }) =>
        void found.add(`@${name.value} by a ${given[0]?.value.kind === Kind.VARIABLE ? 'variable' : 'literal'}`),
      VariableDefinition({ variable, defaultValue }) {
        if (defaultValue && !(variable.name.value in variables)) found.add('variables left to their default');
      },
      ObjectField({ value }) {
        if (value.kind === Kind.VARIABLE) found.add('variables in input objects');
      },
      Argument({ value }) {
        if (value.kind === Kind.VARIABLE && isInputObjectType(getNamedType(types.getInputType()))) found.add('input objects as variables');
      },
    }),
  );
  yield* found;
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length > 1) yield 'several operations in a document';
  const roots = definition.selectionSet.selections.filter((each): each is FieldNode => each.kind === Kind.FIELD);
  if (definition.operation === 'mutation' && roots.length > 1) yield 'several mutations';
  const isMeta = ({ name: { value } }: FieldNode) => value === '__schema' || value === '__type';
  if (roots.some(isMeta) && !roots.every(isMeta)) yield 'introspection beside data';
}

function kindOf(type: unknown): string {
  if (isInterfaceType(type)) return 'an interface';
  return isUnionType(type) ? 'a union' : 'an object type';
}

function* typeFeatures(type: GraphQLType): Generator<string> {
  const named = getNamedType(type);
  if (isEnumType(named)) yield 'enums';
  if (isScalarType(named) && !isSpecifiedScalarType(named)) yield 'custom scalars';
  const list = getNullableType(type);
  if (isListType(list) && isListType(getNullableType(list.ofType))) yield 'lists of lists';
}

import {
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

export type AnyField = GraphQLField<unknown, unknown>;

export function fieldsOf(type: GraphQLObjectType | null | undefined): readonly AnyField[] {
  return type ? Object.values(type.getFields()) : [];
}

/** All that a type has without asking further. */
export function leaves(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const names = fieldsOf(named)
    .filter((field) => isLeafType(getNamedType(field.type)) && !needsArguments(field))
    .map(({ name }) => name);
  return ['__typename', ...names].join(' ');
}

/** A field with all its arguments as variables: how it is called, and what the operation declares for it. */
export function withVariables({ name, args }: AnyField): { readonly call: string; readonly declared: string } {
  if (args.length === 0) return { call: name, declared: '' };
  const call = `${name}(${args.map((each) => `${each.name}: $${each.name}`).join(', ')})`;
  return { call, declared: `(${args.map((each) => `$${each.name}: ${String(each.type)}`).join(', ')})` };
}

/** What a page of a list holds. */
export function nodeOf(schema: GraphQLSchema, field: AnyField): GraphQLObjectType | undefined {
  const { name } = getNamedType(field.type);
  const connection = name.endsWith('Connection') ? schema.getType(name) : undefined;
  const nodes = isObjectType(connection) ? connection.getFields()['nodes'] : undefined;
  const node = nodes && getNamedType(nodes.type);
  return isObjectType(node) ? node : undefined;
}

function needsArguments({ args }: AnyField): boolean {
  return args.some((each) => isNonNullType(each.type) && each.defaultValue === undefined);
}

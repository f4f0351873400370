import { getNamedType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { LegitimateOperation } from './legitimate-operation.ts';
import { fieldsOf, leaves, nodeOf, withVariables } from './selections.ts';

/** Everything that a record leads to, as a page about one record asks for it: its lists by fifty. */
export function details(schema: GraphQLSchema): LegitimateOperation[] {
  return fieldsOf(schema.getQueryType()).flatMap((field) => {
    const type = getNamedType(field.type);
    if (!isObjectType(type) || nodeOf(schema, field)) return [];
    const { call, declared } = withVariables(field);
    return [
      { name: `${field.name} alone`, query: `query One${declared} { ${call} { ${leaves(type)} } }` },
      ...parts(schema, type).map(([part, selection]) => ({
        name: `${field.name} with its ${part}`,
        query: `query Detail${declared} { ${call} { ${leaves(type)} ${selection} } }`,
      })),
    ];
  });
}

function parts(schema: GraphQLSchema, type: GraphQLObjectType): [name: string, selection: string][] {
  return fieldsOf(type).flatMap((field): [string, string][] => {
    const part = getNamedType(field.type);
    const node = nodeOf(schema, field);
    if (node) {
      const page = `nodes { ${leaves(node)} } totalCount pageInfo { hasNextPage endCursor }`;
      return [[field.name, `${field.name}(first: 50) { ${page} }`]];
    }
    return isObjectType(part) ? [[field.name, `${field.name} { ${leaves(part)} }`]] : [];
  });
}

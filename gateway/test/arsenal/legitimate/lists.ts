import type { GraphQLSchema } from 'graphql';
import type { LegitimateOperation } from './legitimate-operation.ts';
import { fieldsOf, leaves, nodeOf, withVariables } from './selections.ts';

const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount';

/** Every list of the graph, as a table of 100 rows asks for it in different clients. */
export function lists(schema: GraphQLSchema): LegitimateOperation[] {
  return fieldsOf(schema.getQueryType()).flatMap((field) => {
    const node = nodeOf(schema, field);
    if (!node) return [];
    const { call, declared } = withVariables(field);
    const hundred = declared.replace('$first: Int', '$first: Int = 100');
    const name = field.name;
    return [
      {
        name: `a page of ${name} with all columns`,
        query: `query Page${hundred} { ${call} { nodes { ${leaves(node)} } ${PAGE} } }`,
      },
      {
        name: `${name} by edges, as Relay asks`,
        query: `query Relay${hundred} { ${call} { edges { cursor node { ${leaves(node)} } } ${PAGE} } }`,
      },
      { name: `how many ${name} there are`, query: `query Count${declared} { ${call} { totalCount } }` },
      {
        name: `${name}, columns as the user chose them`,
        query: `query Columns${hundred.replace(/\)$/, ', $all: Boolean = false)')} {
          ${call} { nodes { __typename ... @include(if: $all) { ${leaves(node)} } } ${PAGE} }
        }`,
      },
    ];
  });
}

import { describe, expect, it } from '@jest/globals';
import { buildSchema, graphql, type GraphQLResolveInfo } from 'graphql';
import { withAsked, type Asked } from '@tessera/subgraph';

const schema = buildSchema(`
  type Query { things(first: Int): ThingConnection }
  type ThingConnection { nodes: [Thing!]!  edges: [ThingEdge!]!  totalCount: Int! }
  type ThingEdge { node: Thing!  cursor: String! }
  type Thing { id: ID!  name: String!  parts(first: Int): ThingConnection }
`);

/** What the resolver of `things` learns from a selection of the connection's. */
async function askedBy(selection: string, fragments = ''): Promise<string[]> {
  let found: Asked | undefined;
  const things = (args: object, _context: unknown, info: GraphQLResolveInfo) => {
    found = withAsked(args, info);
    return null;
  };
  const { errors } = await graphql({ schema, source: `{ things { ${selection} } } ${fragments}`, rootValue: { things } });
  expect(errors).toBeUndefined();
  return [...(found?.asked ?? [])].toSorted();
}

describe('the fields that are asked of a list', () => {
  it.each([
    ['by its nodes', 'nodes { id name }', '', ['id', 'name']],
    ['by its edges', 'edges { cursor node { name } }', '', ['name']],
    ['by both together', 'nodes { id } edges { node { name } }', '', ['id', 'name']],
    ['under their own names, whatever the answer calls them', 'all: nodes { label: name }', '', ['name']],
    ['on a condition', 'nodes { id name @skip(if: true) }', '', ['id', 'name']],
    ['within fragments', '... { ...C }', 'fragment C on ThingConnection { nodes { ...T } } fragment T on Thing { name }', ['name']],
    ['not of the lists below them', 'nodes { parts { nodes { name } } }', '', ['parts']],
    ['when only the count is', 'totalCount', '', []],
  ])('are those %s', async (_what, selection, fragments, expected) => {
    await expect(askedBy(selection, fragments)).resolves.toEqual(expected);
  });
});

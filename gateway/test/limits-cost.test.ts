import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, getOperationAST, parse, validate, type GraphQLSchema } from 'graphql';
import { compileCost, type Variables } from '../src/limits/cost.ts';
import { readCostModel, type CostModel } from '../src/limits/cost-model.ts';

const link = (imports: string) => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${imports})`;

const SHOP = `${link('["@key", { name: "@cost", as: "@price" }, "@listSize"]')}
  type Query {
    plain: Item
    unknown: [Item!]!
    five: [Item!]! @listSize(assumedSize: 5)
    page(first: Int, limit: Int = 7): [Item!]!
    connection(first: Int): Connection!
    sized(take: Int, top: Int = 2): Connection! @listSize(slicingArguments: ["take", "top"], sizedFields: ["nodes"], requireOneSlicingArgument: false)
    strict(first: Int, last: Int): [Item!]! @listSize(slicingArguments: ["first", "last"])
    dear: Item @price(weight: 50)
    precious: Precious
    searched(by: Filter, codes: [Code!] @price(weight: 3)): Item
    anything: [Anything!]! @listSize(assumedSize: 1)
    named: Named
  }
  type Mutation { make(input: [Filter!]!): Item! cheap: Item @price(weight: 1) }
  type Connection { nodes: [Item!]! others: [Item!]! owner: Item }
  interface Named { name: String parts: [Item!]! }
  type Item implements Named @key(fields: "id") { id: ID! name: String parts: [Item!]! @listSize(assumedSize: 2) code: Code children: [Item!]! }
  type Precious implements Named @price(weight: 20) { name: String parts: [Item!]! @listSize(assumedSize: 4) }
  union Anything = Item | Precious
  scalar Code @price(weight: 4)
  input Filter { text: String @price(weight: 2) and: [Filter!] }
`;

let schema: GraphQLSchema;
let model: CostModel;
beforeAll(() => {
  const { supergraphSdl, errors } = composeServices([{ name: 'shop', url: 'http://shop', typeDefs: parse(SHOP) }]);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  model = readCostModel(supergraphSdl);
});

function cost(source: string, variables: Variables = {}): number {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return compileCost(schema, document, operation, model)(variables);
}

describe('the cost of an operation', () => {
  it.each([
    ['an object is 1 and a scalar nothing', '{ plain { id name } }', 1],
    ['a list of unknown length is ten', '{ unknown { id } }', 10],
    ['lists within one another multiply', '{ unknown { children { id } } }', 110],
    ['an argument says how long the list is', '{ page(first: 3) { id } }', 3],
    ['so does its default in the schema', '{ page { id } }', 7],
    ['a connection’s argument counts for the lists directly below', '{ connection(first: 4) { nodes { id } owner { id } } }', 1 + 4 + 1],
    ['aliases count each', '{ a: plain { id } b: plain { id } }', 2],
    ['fragments count where they are spread', '{ plain { ...F } other: plain { ...F } } fragment F on Item { parts { id } }', 2 * (1 + 2)],
    ['@skip and @include leave out', '{ plain @skip(if: true) { id } dear @include(if: false) { id } }', 0],
  ])('%s', (_claim, source, expected) => expect(cost(source)).toBe(expected));

  it.each([
    ['@cost on a field', '{ dear { id } }', 50],
    ['@cost on a type', '{ precious { name } }', 20],
    ['@cost on a scalar', '{ plain { code } }', 5],
    ['@cost on an argument, for each item', '{ searched(codes: ["a", "b"]) { id } }', 7],
    ['@cost on an input field', '{ searched(by: { text: "x", and: [{ text: "y" }, {}] }) { id } }', 1 + (1 + 2) + (1 + 2) + 1],
    ['@cost on a mutation', 'mutation { cheap { id } }', 1],
    ['@listSize(assumedSize:)', '{ five { id } }', 5],
    ['@listSize(slicingArguments:, sizedFields:)', '{ sized(take: 6) { nodes { id } others { id } } }', 1 + 6 + 10],
    ['the largest of several slicing arguments', '{ sized(take: 6, top: 9) { nodes { id } } }', 10],
    ['a slicing argument’s default', '{ sized { nodes { id } } }', 3],
    ['the dearest implementation of an interface', '{ named { parts { id } } }', 20 + 4],
    ['the dearest member of a union', '{ anything { ... on Item { children { id } } ... on Precious { parts { id } } } }', 20 + 10],
  ])('follows %s', (_claim, source, expected) => expect(cost(source)).toBe(expected));

  it('is ten for a change, and one for each input object of a list', () => {
    expect(cost('mutation($i: [Filter!]!) { make(input: $i) { id } }', { i: [{}, { text: 'x' }, { and: [{}] }] })).toBe(
      10 + 1 + (1 + 2) + (1 + 1),
    );
  });

  it('reads sizes and conditions from variables, and their defaults', () => {
    const source = 'query($n: Int = 2, $with: Boolean = false) { page(first: $n) { id children @include(if: $with) { id } } }';
    expect(cost(source)).toBe(2);
    expect(cost(source, { n: 8 })).toBe(8);
    expect(cost(source, { with: true })).toBe(22);
    expect(cost(source, { n: null })).toBe(7);
  });

  it('is refused where @listSize wants one slicing argument, and gets none or two', () => {
    const refusal: Error = expect.objectContaining({
      message: expect.stringContaining('exactly one of `first`, `last`'),
      extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: 'listSize' }),
    }) as never;
    expect(() => cost('{ strict { id } }')).toThrow(refusal);
    expect(() => cost('{ strict(first: 1, last: 2) { id } }')).toThrow(refusal);
    expect(cost('{ strict(last: 2) { id } }')).toBe(2);
  });

  it('of introspection grows with what it answers', () => {
    const whole = cost(getIntrospectionQuery());
    const list = cost('{ __schema { types { name } } }');
    const nested = cost('{ __schema { types { fields { type { fields { type { name } } } } } } }');
    expect(list).toBeGreaterThan(0);
    expect(nested).toBeGreaterThan(2 * list);
    expect(whole).toBeLessThan(50_000);
  });

  it('takes what a variable holds as it comes', () => {
    for (const i of [null, 'text', 7, [null, [[{}]]], { __proto__: null }]) {
      expect(cost('mutation($i: [Filter!]!) { make(input: $i) { id } }', { i })).toBeGreaterThanOrEqual(10);
    }
  });
});

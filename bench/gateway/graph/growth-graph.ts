import { FEDERATION, type BenchSubgraph } from './subgraph.ts';
import { text } from './text.ts';

/** How many subgraphs the graph has that growth is measured on. */
export const GROWTH_SUBGRAPHS = 12;
/** Characters of each text, chosen so that a kilobyte of answer holds about four. */
const TEXT_LENGTH = 200;
/** Entities in the lists where their number is not what grows. */
const FEW = 20;

interface Item {
  readonly id: string;
}

/**
 * `Item` is spread over all subgraphs. Every one adds a field of its own (`f2`, `f3`, …: they can be fetched at once) and
 * a field that needs the one before it (`v2` needs `v1`: they can only be fetched one after another).
 */
export const GROWTH_GRAPH: readonly BenchSubgraph[] = Array.from({ length: GROWTH_SUBGRAPHS }, (_, at) =>
  at === 0 ? firstSubgraph() : furtherSubgraph(at + 1),
);

/** Operations whose answers differ in one dimension alone. */
export const GROWTH_OPERATIONS = {
  size: (texts: number) => `query Size { texts(first: ${texts}) { id text } }`,
  entities: (count: number) => `query Entities { items(first: ${count}) { id f2 } }`,
  depth: (levels: number) => `query Depth { items(first: ${FEW}) { id v${levels} } }`,
  subgraphs: (count: number) => `query Subgraphs { items(first: ${FEW}) { id ${names('f', count).join(' ')} } }`,
} as const;

function firstSubgraph(): BenchSubgraph {
  return {
    name: 'growth1',
    typeDefs: `${FEDERATION}
      type Query { items(first: Int!): [Item!]! texts(first: Int!): [Text!]! }
      type Item @key(fields: "id") { id: ID! f1: String! v1: Int! }
      type Text { id: ID! text: String! }
    `,
    resolvers: {
      Query: {
        items: (_: unknown, { first }: { first: number }) => list(first, (at) => ({ id: idOf(at) })),
        texts: (_: unknown, { first }: { first: number }) =>
          list(first, (at) => ({ id: idOf(at), text: text(TEXT_LENGTH, at) })),
      },
      Item: { __resolveReference: (item: Item) => item, f1: fieldOf(1), v1: () => 1 },
    },
  };
}

function furtherSubgraph(number: number): BenchSubgraph {
  const [own, needed] = [`v${number}`, `v${number - 1}`];
  return {
    name: `growth${number}`,
    typeDefs: `${FEDERATION}
      type Item @key(fields: "id") {
        id: ID!
        f${number}: String!
        ${needed}: Int! @external
        ${own}: Int! @requires(fields: "${needed}")
      }
    `,
    resolvers: {
      Item: {
        __resolveReference: (item: Item) => item,
        [`f${number}`]: fieldOf(number),
        [own]: (item: Readonly<Record<string, number>>) => (item[needed] ?? Number.NaN) + 1,
      },
    },
  };
}

function fieldOf(number: number) {
  return ({ id }: Item) => `field ${number} of ${id}`;
}

const idOf = (at: number) => `item-${String(at).padStart(6, '0')}`;
const names = (prefix: string, count: number) => list(count, (at) => `${prefix}${at + 1}`);

function list<T>(length: number, make: (at: number) => T): T[] {
  return Array.from({ length }, (_, at) => make(at));
}

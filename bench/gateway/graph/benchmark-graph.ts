import { FEDERATION, type BenchSubgraph } from './subgraph.ts';
import { text } from './text.ts';

/**
 * The graph that public gateway benchmarks run: accounts, inventory, products and reviews, with as many users, products
 * and reviews as they have, linked in the same way, and texts of the same lengths. The data itself is ours.
 */

interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthday: number;
}

interface Product {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
}

const NAMES = ['Ada Lovelace', 'Alan Turing', 'Grace Hopper', 'Edsger Dijkstra', 'Barbara Liskov', 'Tony Hoare'];
const USERS: readonly User[] = NAMES.map((name, at) => ({
  id: String(at + 1),
  name,
  username: name.toLowerCase().replace(' ', ''),
  birthday: 1_234_567_890,
}));

const PRODUCTS: readonly Product[] = (
  [
    ['Table', 899, 100],
    ['Couch', 1299, 1000],
    ['Glass', 15, 20],
    ['Chair', 499, 100],
    ['TV', 1299, 1000],
    ['Lamp', 6999, 300],
    ['Grill', 3999, 2000],
    ['Fridge', 100_000, 6000],
    ['Sofa', 9999, 800],
  ] as const
).map(([name, price, weight], at) => ({ upc: String(at + 1), name, price, weight }));

const IN_STOCK = new Set(['1', '5', '6', '7', '9']);

/** The product that each review is of, and how long its text is. */
const REVIEWS = (
  [
    ['1', 445],
    ['1', 290],
    ['1', 275],
    ['1', 145],
    ['2', 445],
    ['2', 290],
    ['2', 275],
    ['2', 145],
    ['3', 145],
    ['4', 145],
    ['4', 835],
  ] as const
).map(([upc, length], at) => ({ id: String(at + 1), body: text(length, at), product: { upc } }));

const accounts: BenchSubgraph = {
  name: 'accounts',
  typeDefs: `${FEDERATION}
    type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }
  `,
  resolvers: {
    Query: {
      me: () => USERS[0],
      user: (_: unknown, { id }: { id: string }) => userOf({ id }),
      users: () => USERS,
    },
    User: { __resolveReference: userOf },
  },
};

const inventory: BenchSubgraph = {
  name: 'inventory',
  typeDefs: `${FEDERATION}
    type Product @key(fields: "upc") {
      upc: String!
      weight: Int @external
      price: Int @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }
  `,
  resolvers: {
    Product: {
      __resolveReference: (product: Partial<Product>) => product,
      inStock: ({ upc }: Product) => IN_STOCK.has(upc),
      shippingEstimate: ({ price, weight }: Product) => (price > 1000 ? 0 : weight / 2),
    },
  },
};

const products: BenchSubgraph = {
  name: 'products',
  typeDefs: `${FEDERATION}
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }
  `,
  resolvers: {
    Query: { topProducts: (_: unknown, { first }: { first: number }) => PRODUCTS.slice(0, first) },
    Product: { __resolveReference: ({ upc }: Product) => PRODUCTS.find((product) => product.upc === upc) },
  },
};

const reviews: BenchSubgraph = {
  name: 'reviews',
  typeDefs: `${FEDERATION}
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }
  `,
  resolvers: {
    Review: {
      __resolveReference: ({ id }: { id: string }) => REVIEWS.find((review) => review.id === id),
      author: () => USERS[0],
    },
    User: { __resolveReference: ({ id }: User) => ({ id }), reviews: () => REVIEWS.slice(0, 2) },
    Product: {
      __resolveReference: ({ upc }: Product) => ({ upc }),
      reviews: ({ upc }: Product) => REVIEWS.filter((review) => review.product.upc === upc),
    },
  },
};

export const BENCHMARK_GRAPH: readonly BenchSubgraph[] = [accounts, inventory, products, reviews];

/** The nested query that public benchmarks send: five levels over all four subgraphs. */
export const HEAVY_QUERY = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }

  query Heavy {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
          reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
        }
      }
    }
    topProducts {
      ...Product
      reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
    }
  }
`;

export const ONE_SUBGRAPH_QUERY = 'query TopProducts { topProducts(first: 5) { upc name price weight } }';

function userOf({ id }: { readonly id: string }): User | undefined {
  return USERS.find((user) => user.id === id);
}

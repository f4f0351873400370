import type { InProcessSubgraph } from './in-process-graph.ts';

interface Product {
  readonly upc: string;
  readonly price?: number;
  readonly weight?: number;
}

const USERS = ['1', '2', '3'].map((id) => ({ id, name: `Name ${id}`, username: `user${id}` }));
const PRODUCTS = ['1', '2', '3', '4'].map((upc) => ({
  upc,
  name: `Product ${upc}`,
  price: Number(upc) * 100,
  weight: Number(upc) * 10,
}));
const REVIEWS = [
  { id: 'r1', author: '1', product: '1' },
  { id: 'r2', author: '1', product: '2' },
  { id: 'r3', author: '2', product: '3' },
  { id: 'r4', author: '2', product: '1' },
  { id: 'r5', author: '3', product: '4' },
];
const reviewOf = ({ id, author, product }: (typeof REVIEWS)[number]) => ({
  id,
  body: `Body of ${id}`,
  author: { id: author, username: `user${author}` },
  product: { upc: product },
});

/** The graph of the public federation benchmark: accounts, inventory, products, reviews. */
export const SHOP: Readonly<Record<string, InProcessSubgraph>> = {
  accounts: {
    typeDefs: `
      type Query { me: User user(id: ID!): User users: [User] }
      type User @key(fields: "id") { id: ID! name: String username: String @shareable }
    `,
    resolvers: {
      Query: {
        me: () => USERS[0],
        user: (_: unknown, { id }: { id: string }) => USERS.find((each) => each.id === id),
        users: () => USERS,
      },
      User: { __resolveReference: ({ id }: { id: string }) => USERS.find((each) => each.id === id) },
    },
  },
  inventory: {
    typeDefs: `
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
        inStock: ({ upc }: Product) => upc !== '2',
        shippingEstimate: ({ price = 0, weight = 0 }: Product) => (price > 300 ? 0 : weight / 2),
      },
    },
  },
  products: {
    typeDefs: `
      type Query { topProducts(first: Int = 3): [Product] }
      type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }
    `,
    resolvers: {
      Query: { topProducts: (_: unknown, { first }: { first: number }) => PRODUCTS.slice(0, first) },
      Product: { __resolveReference: ({ upc }: Product) => PRODUCTS.find((each) => each.upc === upc) },
    },
  },
  reviews: {
    typeDefs: `
      type Review @key(fields: "id") {
        id: ID! body: String author: User @provides(fields: "username") product: Product
      }
      type User @key(fields: "id") { id: ID! username: String @external reviews(first: Int): [Review] }
      type Product @key(fields: "upc") { upc: String! reviews(first: Int): [Review] }
    `,
    resolvers: {
      Review: { __resolveReference: ({ id }: { id: string }) => reviewOf(REVIEWS.find((each) => each.id === id)!) },
      User: {
        reviews: ({ id }: { id: string }, { first }: { first?: number }) =>
          REVIEWS.filter(({ author }) => author === id)
            .slice(0, first)
            .map(reviewOf),
      },
      Product: {
        reviews: ({ upc }: Product, { first }: { first?: number }) =>
          REVIEWS.filter(({ product }) => product === upc)
            .slice(0, first)
            .map(reviewOf),
      },
    },
  },
};

/** The benchmark's nested query, for which the planner makes sixteen fetches. */
export const NESTED_QUERY = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }
  query Nested {
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

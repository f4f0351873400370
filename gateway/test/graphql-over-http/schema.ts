import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';

const TYPE_DEFS = /* GraphQL */ `
  type Query {
    hello(name: String = "world"): String
    sum(numbers: [Int!]!): Int
    place(at: Point, color: Color = RED): String
    items(first: Int): [Item!]!
    fails: String
    failsHard: String!
    refused: String
    nothing: String!
  }
  type Mutation {
    set(value: Int!): Int
  }
  type Subscription {
    ticks: Int
  }
  type Item {
    id: ID!
    broken: String!
  }
  input Point {
    x: Int!
    y: Int = 0
    colors: [Color!]
  }
  enum Color {
    RED
    GREEN
  }
`;

type Arguments = Readonly<Record<string, unknown>>;
const fault = () => {
  throw new Error('it broke');
};

const ROOT: Readonly<Record<string, (args: Arguments) => unknown>> = {
  hello: ({ name }) => `Hello, ${String(name)}!`,
  sum: ({ numbers }) => (numbers as number[]).reduce((sum, each) => sum + each, 0),
  place: ({ at, color }) => JSON.stringify([at, color]),
  items: ({ first }) => Array.from({ length: Number(first ?? 2) }, (_, at) => ({ id: at, broken: fault })),
  fails: fault,
  failsHard: fault,
  refused() {
    throw new GraphQLError('Not yours.', { extensions: { code: 'FORBIDDEN' } });
  },
  nothing: () => null,
  set: ({ value }) => value,
};

/** One schema for both servers; whatever it is asked, it answers the same each time. */
export function createSchema(onChange: () => void): GraphQLSchema {
  const schema = buildSchema(TYPE_DEFS);
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      field.resolve = (_, args: Arguments) => {
        if (field.name === 'set') onChange();
        return ROOT[field.name]?.(args);
      };
    }
  }
  return schema;
}

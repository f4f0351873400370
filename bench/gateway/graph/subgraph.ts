import type { GraphQLFieldResolver } from 'graphql';

/** One subgraph of a graph that is measured: its schema, and how graphql-js answers it. */
export interface BenchSubgraph {
  readonly name: string;
  readonly typeDefs: string;
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, Resolver>>>>;
}

/** `__resolveReference` takes the representation alone. */
type Resolver = GraphQLFieldResolver<never, unknown, never> | ((reference: never) => unknown);

export const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", ' +
  'import: ["@key", "@external", "@requires", "@provides", "@shareable"])';

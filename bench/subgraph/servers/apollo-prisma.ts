import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import DataLoader from 'dataloader';
import { parse } from 'graphql';
import type { Deal } from '../../../prisma/crm/client/client.ts';
import { runServer } from './job.ts';
import { openExtended, openPooled, type Read } from './prisma-reads.ts';

/**
 * A subgraph as Apollo's and Prisma's documentation lead to it: Apollo Server standing alone, resolvers on Prisma
 * models, and a DataLoader for the children. Named as its first argument is how a read gets its tenant.
 */
const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  scalar SafeInt
  type Query { customers(first: Int!): CustomerConnection! }
  type CustomerConnection { nodes: [Customer!]! }
  type DealConnection { nodes: [Deal!]! }
  type Customer @key(fields: "id") {
    id: ID! name: String! email: String! company: String status: String! createdAt: DateTime!
    deals(first: Int!): DealConnection!
  }
  type Deal @key(fields: "id") {
    id: ID! title: String! amountMinor: SafeInt! currency: String! status: String! createdAt: DateTime!
  }
`);

interface Context {
  readonly read: Read;
  readonly dealsOf: DataLoader<string, Deal[]>;
}

const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
const resolvers = {
  Query: {
    customers: async (_parent: unknown, { first }: { first: number }, { read }: Context) => ({
      nodes: await read((prisma) =>
        prisma.customer.findMany({ where: { deletedAt: null }, orderBy: newestFirst, take: first }),
      ),
    }),
  },
  Customer: {
    deals: async ({ id }: { id: string }, { first }: { first: number }, { dealsOf }: Context) => ({
      nodes: (await dealsOf.load(id)).slice(0, first),
    }),
  },
  Deal: { amountMinor: ({ amountMinor }: Deal) => Number(amountMinor) },
};

function contextOf(read: Read): Context {
  const dealsOf = new DataLoader<string, Deal[]>(async (ids) => {
    const where = { customerId: { in: [...ids] }, deletedAt: null };
    const deals = await read((prisma) => prisma.deal.findMany({ where, orderBy: newestFirst }));
    const byCustomer = Map.groupBy(deals, ({ customerId }) => customerId);
    return ids.map((id) => byCustomer.get(id) ?? []);
  });
  return { read, dealsOf };
}

runServer(async (job) => {
  const readFor = process.argv[2] === 'extension' ? openExtended(job) : openPooled(job);
  const server = new ApolloServer<Context>({
    schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as unknown as GraphQLResolverMap<unknown> }),
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => contextOf(readFor(String(req.headers['x-tenant-id']))),
  });
  return Number(new URL(url).port);
});

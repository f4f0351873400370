import { setTimeout as sleep } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { AppError, notFound } from '@tessera/errors';
import type { Claims } from '@tessera/identity';
import {
  anyone,
  everyMember,
  keyField,
  restrictInputs,
  roles,
  signedIn,
  withFeature,
  withScope,
  type MergedTable,
  type Rule,
} from '@tessera/permissions';
import { parse } from 'graphql';
import { EventFeed } from './event-feed.ts';
import type { TestSubgraph } from './subgraph-server.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
type Context = { claims: Claims };

const auth: TestSubgraph = {
  name: 'auth',
  typeDefs: `${LINK}
    type Query { me: User! }
    type Mutation { login(email: String!, password: String!, tenant: String): Session! logout: Boolean! }
    type Session { accessToken: String! expiresIn: Int! }
    type User @key(fields: "id") { id: ID! email: String! role: String! }
  `,
  resolvers: {
    Query: { me: (_: unknown, __: unknown, { claims }: Context) => userOf(claims.identity!.userId, claims) },
    Mutation: {
      login(_: unknown, { email, password }: { email: string; password: string }) {
        if (password !== 'right') throw new AppError('UNAUTHENTICATED', 'E-mail or password is wrong.');
        return { accessToken: `session of ${email}`, expiresIn: 600 };
      },
      logout: () => true,
    },
    User: { __resolveReference: ({ id }: { id: string }, { claims }: Context) => userOf(id, claims) },
  },
};

const crm: TestSubgraph = {
  name: 'crm',
  typeDefs: `${LINK}
    type Query {
      customers(first: Int): CustomerConnection!
      customer(id: ID!): Customer
      slow(ms: Int!): String
      large(bytes: Int!): String
      fails: String
      secretive: String
      # Of a feature that plans may lack.
      articles: Int
    }
    type Mutation { createCustomer(input: CreateCustomerInput!): Customer! slowChange(ms: Int!): Int! }
    type Subscription { customerChanged: Customer dealWon: String! articlePublished: Customer }
    input CreateCustomerInput { name: String! tier: String }
    type CustomerConnection { nodes: [Customer!]! totalCount: Int! }
    type Customer @key(fields: "id") { id: ID! name: String! owner: User related(first: Int): CustomerConnection! }
    type User @key(fields: "id", resolvable: false) { id: ID! }
  `,
  resolvers: {
    Query: {
      customers: () => page(),
      customer: () => null,
      slow: async (_: unknown, { ms }: { ms: number }) => {
        await sleep(ms);
        return 'at last';
      },
      large: (_: unknown, { bytes }: { bytes: number }) => 'x'.repeat(bytes),
      articles: () => 3,
      fails() {
        throw new Error('connect ECONNREFUSED postgres://crm:hunter2@10.0.0.7');
      },
      secretive() {
        throw Object.assign(notFound('customer'), { stack: 'at /srv/secret.ts:1' });
      },
    },
    Mutation: {
      createCustomer: (_: unknown, { input }: { input: { name: string } }) => ({ ...CUSTOMER, name: input.name }),
      slowChange: async (_: unknown, { ms }: { ms: number }) => {
        await sleep(ms);
        crmChanges.push(ms);
        return ms;
      },
    },
    Subscription: {
      customerChanged: { subscribe: () => customerChanges.follow(), resolve: (customer: unknown) => customer },
      articlePublished: { subscribe: () => customerChanges.follow(), resolve: (customer: unknown) => customer },
      dealWon: {
        subscribe() {
          throw new AppError('FORBIDDEN', 'Nobody may know of deals.');
        },
      },
    },
    Customer: { related: () => page() },
  },
};

const CUSTOMER = {
  id: 'c1',
  name: 'Alice Johnson',
  owner: { __typename: 'User', id: '00000000-0000-7000-8000-000000000001' },
};
const page = () => ({ nodes: [CUSTOMER, { ...CUSTOMER, id: 'c2', name: 'Bob Wilson' }], totalCount: 2 });
const userOf = (id: string, { identity }: Claims) => ({ id, email: 'jane@example.com', role: identity?.role });

/** What subscribers of `customerChanged` are told: customers, or errors. */
export const customerChanges = new EventFeed<object>();
export const customer = (id: string) => ({ ...CUSTOMER, id });

/** What `slowChange` has done. */
export const crmChanges: number[] = [];

export const FIXTURE: readonly TestSubgraph[] = [auth, crm];

const member: readonly Rule[] = [everyMember];
const keyed: readonly Rule[] = [withScope(everyMember, 'crm:read')];
export const FIXTURE_TABLE: MergedTable = {
  possibleTypes: {},
  rules: {
    'Query.me': [signedIn],
    'Query.customers': [withScope(roles('OWNER', 'ADMIN', 'MEMBER', 'VIEWER'), 'crm:read')],
    'Query.customer': member,
    'Query.slow': member,
    'Query.large': member,
    'Query.fails': member,
    'Query.secretive': member,
    'Query.articles': [withFeature(everyMember, 'cms')],
    'Mutation.login': [anyone],
    'Mutation.logout': [signedIn],
    'Mutation.createCustomer': [restrictInputs(withScope(roles('OWNER', 'ADMIN'), 'crm:write'), { 'input.tier': ['OWNER'] })],
    'Mutation.slowChange': member,
    'Subscription.customerChanged': keyed,
    'Subscription.articlePublished': [withFeature(everyMember, 'cms')],
    'Subscription.dealWon': [roles('OWNER')],
    'Session.accessToken': [],
    'Session.expiresIn': [],
    'User.id': [keyField],
    'User.email': [signedIn],
    'User.role': [signedIn],
    'CustomerConnection.nodes': [],
    'CustomerConnection.totalCount': [],
    'Customer.id': [keyField],
    'Customer.name': keyed,
    'Customer.owner': member,
    'Customer.related': member,
  },
};

export function fixtureSupergraph(): string {
  const services = FIXTURE.map(({ name, typeDefs }) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    typeDefs: parse(typeDefs),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

import { buildSubgraphSchema } from '@apollo/subgraph';
import { AppError } from '@tessera/errors';
import { TENANT_ROLES, type Identity } from '@tessera/identity';
import { applyMiddleware } from 'graphql-middleware';
import { parse, type GraphQLSchema } from 'graphql';
import {
  anyone,
  compileGate,
  compileSubgraphGate,
  everyMember,
  inherit,
  inTenant,
  keyField,
  nobody,
  restrictInputs,
  roles,
  shieldMiddleware,
  signedIn,
  superadmin,
  withFeature,
  withScope,
  type Gate,
  type GateOptions,
  type PermissionTable,
} from '../src/index.ts';

/** A small subgraph with an entity, an interface, a union, nested inputs and every kind of rule. */
const typeDefs = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  interface Titled {
    title: String
    price: Int
    self: [Titled!]!
  }
  type Book implements Titled @key(fields: "id") {
    id: ID!
    title: String
    price: Int
    self: [Titled!]!
    loans: LoanConnection!
    secret: String
    hits(mine: Boolean = false): [Hit!]!
  }
  type Film implements Titled @key(fields: "id") {
    id: ID!
    title: String
    price: Int
    self: [Titled!]!
    director: String
  }
  type Loan {
    reader: String
    book: Book
  }
  type LoanConnection {
    nodes: [Loan!]!
    totalCount: Int!
  }
  union Hit = Book | Film | Loan
  input TagInput {
    label: String!
    hidden: Boolean
  }
  input BookInput {
    title: String
    price: Int
    tags: [TagInput!]
  }
  type Query {
    books: [Book!]!
    films: [Film!]!
    titled: [Titled!]!
    hits(first: Int = 10): [Hit!]!
    open: String
    audit(all: Boolean): String
    broken: String
    missing: String
    noRule: String
  }
  type Mutation {
    addBook(input: BookInput!, as: String): Book!
    purge: Boolean
  }
`);

export const table: PermissionTable = {
  Query: {
    books: withScope(everyMember, 'books:read'),
    films: signedIn,
    titled: anyone,
    hits: inTenant(withScope(everyMember, 'books:read')),
    open: anyone,
    audit: restrictInputs(roles('SUPERADMIN', 'OWNER', 'AUDITOR'), { all: ['SUPERADMIN'] }),
    broken: anyone,
    missing: anyone,
  },
  Mutation: {
    addBook: restrictInputs(inTenant(roles('SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER')), {
      'input.price': ['OWNER', 'SUPERADMIN'],
      'input.tags.hidden': ['ADMIN'],
      as: ['SUPERADMIN'],
    }),
    purge: superadmin(),
  },
  Book: {
    id: keyField,
    title: anyone,
    price: roles('OWNER', 'ADMIN', 'SUPERADMIN'),
    self: anyone,
    loans: withFeature(withScope(signedIn, 'loans:read'), 'lending'),
    secret: nobody,
    hits: restrictInputs(anyone, { mine: ['MEMBER'] }),
  },
  Film: { id: keyField, title: signedIn, price: anyone, self: anyone, director: withFeature(inTenant(everyMember), 'cinema') },
  Loan: { reader: roles('OWNER', 'AUDITOR'), book: anyone },
  LoanConnection: inherit,
};

const book = () => ({ __typename: 'Book', id: '1', title: 'Emma', price: 9, secret: 's', ...lists() });
const film = () => ({ __typename: 'Film', id: '2', title: 'Ran', price: 5, director: 'Kurosawa', ...lists() });
const loan = () => ({ __typename: 'Loan', reader: 'Ada', book });
const lists = () => ({ self: () => [book(), film()], loans: () => ({ nodes: [loan()], totalCount: 1 }), hits });
const hits = () => [book(), film(), loan()];

const plainResolvers = {
  Book: { __resolveReference: ({ id }: { id: string }) => ({ ...book(), id }) },
  Film: { __resolveReference: ({ id }: { id: string }) => ({ ...film(), id }) },
};

/** Calls of resolvers since the last `resolved.clear()`, by coordinate. */
export const resolved = new Set<string>();

function root(typeName: string, fields: Record<string, () => unknown>) {
  const noted = Object.entries(fields).map(([name, resolve]) => [name, () => (resolved.add(`${typeName}.${name}`), resolve())]);
  return { [typeName]: Object.fromEntries(noted) as Record<string, () => unknown> };
}

const resolvers = {
  ...plainResolvers,
  ...root('Query', {
    books: () => [book()],
    films: () => [film()],
    titled: () => [book(), film()],
    hits,
    open: () => 'open',
    audit: () => 'audit',
    noRule: () => 'leaked',
    broken: () => {
      throw new Error('connection to 10.0.0.7 lost');
    },
    missing: () => {
      throw new AppError('NOT_FOUND', 'There is no such book.');
    },
  }),
  ...root('Mutation', { addBook: book, purge: () => true }),
};

/** The subgraph's executable schema under graphql-shield. */
export function shieldedSchema(): GraphQLSchema {
  return applyMiddleware(buildSubgraphSchema({ typeDefs, resolvers }), shieldMiddleware(table));
}

/** The gate over the same schema. */
export function libraryGate(): Gate {
  return compileSubgraphGate(table, buildSubgraphSchema({ typeDefs }));
}

/** The gate as a gateway runs it: without federation's root fields. */
export function publicGate(options?: GateOptions): Gate {
  const schema = buildSubgraphSchema({ typeDefs });
  return compileGate({ rules: { 'Query.open': [anyone] }, possibleTypes: {} }, schema, options);
}

export function member(role: Identity['role'], more: Partial<Identity> = {}): Identity {
  return { userId: 'u', sessionId: 's', tenantId: 't', role, ...more };
}

/** One caller of every kind that a rule can tell apart. */
export const callers: readonly (Identity | null)[] = [
  null,
  member('SUPERADMIN', { tenantId: null }),
  member('SUPERADMIN'),
  ...TENANT_ROLES.map((role) => member(role)),
  ...TENANT_ROLES.map((role) => member(role, { scopes: ['books:read'] })),
  ...(['SUPERADMIN', 'OWNER', 'MEMBER'] as const).map((role) => member(role, { plan: { name: 'Small', features: ['lending'] } })),
  member('OWNER', { plan: { name: null, features: [] } }),
  member('OWNER', { scopes: [] }),
  member('OWNER', { scopes: ['books:read', 'loans:read'] }),
];

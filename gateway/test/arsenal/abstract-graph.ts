import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const MEDIA = Array.from({ length: 12 }, (_, at) => `Media${at}`);
const KINDS = Array.from({ length: 24 }, (_, at) => `Kind${at}`);
const each = (type: (kind: string, at: number) => string) => KINDS.map(type).join('\n');

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@interfaceObject"])`;

const catalogue = `${LINK}
  type Query {
    item(id: ID!): Item
    items(first: Int): [Item!]!
    search(text: String, kinds: [KindName!], filter: Filter): [AnyItem!]!
    user(id: ID!): User
    media(first: Int): [Media!]!
    count(of: Int): Int
  }
  type Mutation { importItems(rows: [Row!]!): Int touch(id: ID!): Item }
  enum KindName { ${KINDS.map((kind) => kind.toUpperCase()).join(' ')} }
  input Filter { and: [Filter!] or: [Filter!] not: Filter text: String ids: [ID!] kind: KindName at: Int }
  input Row { title: String! tags: [String!] filter: Filter children: [Row!] }
  interface Item { id: ID! title: String related(first: Int, filter: Filter): [Item!]! similar(first: Int): [Item!]! any: [AnyItem!]! owner: User }
  interface Node { id: ID! siblings(first: Int): [Media!]! }
  interface Media @key(fields: "id") { id: ID! length: Int }
  ${MEDIA.map(
    (name) => `type ${name} implements Node & Media @key(fields: "id") {
      id: ID! length: Int siblings(first: Int): [Media!]!
    }`,
  ).join('\n')}
  union AnyItem = ${KINDS.join(' | ')}
  type User @key(fields: "id") { id: ID! name: String favourites(first: Int): [Item!]! }
  ${each(
    (kind, at) => `type ${kind} implements Item @key(fields: "id") {
      id: ID! title: String @shareable related(first: Int, filter: Filter): [Item!]! similar(first: Int): [Item!]! @shareable
      any: [AnyItem!]! owner: User own${at}: String sku: String
    }`,
  )}
`;

const statistics = `${LINK}
  type Query { popular(first: Int): [Item!]! }
  interface Item { id: ID! views: Int linked(first: Int): [Item!]! }
  type Media @interfaceObject @key(fields: "id") { id: ID! plays: Int alike(first: Int): [Media!]! }
  type User @key(fields: "id") { id: ID! followers(first: Int): [User!]! seen(first: Int): [Item!]! }
  ${each(
    (kind) => `type ${kind} implements Item @key(fields: "id") {
      id: ID! views: Int linked(first: Int): [Item!]! similar(first: Int): [Item!]! @shareable
    }`,
  )}
`;

const comments = `${LINK}
  type Query { discussed(first: Int): [Item!]! }
  interface Item { id: ID! title: String comments(first: Int): [Comment!]! }
  type Comment @key(fields: "id") { id: ID! text: String author: User about: Item }
  type User @key(fields: "id") { id: ID! comments(first: Int): [Comment!]! }
  ${each(
    (kind, at) => `type ${kind} implements Item @key(fields: "id") {
      id: ID! title: String @shareable comments(first: Int): [Comment!]!
      ${at % 2 ? 'similar(first: Int): [Item!]! @shareable' : ''} sku: String @external weight: Int @requires(fields: "sku")
    }`,
  )}
`;

/**
 * A graph that is hard to plan: 24 types of one interface and one union, each over three subgraphs that share a list of
 * the interface. Apollo's planner tries the ways of all types with one another where two levels of that list cross
 * subgraphs, which is 3 to the power of 24.
 */
export function abstractSupergraph(url: (subgraph: string) => string): string {
  const services = Object.entries({ catalogue, statistics, comments });
  const { supergraphSdl, errors } = composeServices(
    services.map(([name, typeDefs]) => ({ name, url: url(name), typeDefs: parse(typeDefs) })),
  );
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

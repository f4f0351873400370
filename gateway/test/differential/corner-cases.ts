import type { Graph } from './graph.ts';
import { factory } from './graphs/factory.ts';
import { ladder } from './graphs/ladder.ts';
import { library } from './graphs/library.ts';
import { shop } from './graphs/shop.ts';
import type { Fault } from './session.ts';

/** An operation that gateways are known to answer wrongly, or that ours did. */
export interface CornerCase {
  readonly name: string;
  readonly graph: Graph;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly faults?: readonly Fault[];
  readonly down?: readonly string[];
}

function fault(coordinate: string, thing: string, code: string | null = 'FORBIDDEN', ...at: number[]): Fault {
  return { coordinate, thing, at, code };
}

/** Each is held to the reference by corner-cases.test.ts; what the stock gateway makes of them is in docs/decisions. */
export const CORNER_CASES: readonly CornerCase[] = [
  {
    name: "arguments of a required field beside the client's own",
    graph: factory,
    query: '{ machines { price(currency: EUR) tax p: price(currency: USD) shipping } }',
  },
  {
    name: 'two fields of one subgraph that require a third with different arguments',
    graph: factory,
    query: '{ machines { inEuros inDollars loadInKilos loadInPounds } }',
  },
  { name: 'two such fields of two subgraphs', graph: factory, query: '{ audited { tax inEuros } }' },
  {
    name: 'a field left out by a variable that requires what others do not',
    graph: factory,
    query: 'query($no: Boolean!) { machines { tax @include(if: $no) label layerNames } }',
    variables: { no: false },
  },
  {
    name: 'a required field that fails unasked',
    graph: factory,
    query: '{ machines { id invoice { text } } }',
    faults: [fault('Machine.price', 'm1'), fault('Owner.country', 'o1', 'NOT_FOUND')],
  },
  {
    name: 'an @interfaceObject without a key to it',
    graph: library,
    query: '{ reviewed { __typename title views } headline { of { ... on Book { pages } ... on Film { minutes } } } }',
  },
  {
    name: 'fragments on an interface and on a union inside an @interfaceObject',
    graph: library,
    query: '{ rated { ... on Item { id note } ... on Located { place } ...F } } fragment F on Hit { ... on Film { minutes } __typename }',
  },
  {
    name: 'an @interfaceObject that falls by a field that its type must have',
    graph: library,
    query: '{ rated { title like { ... on Film { minutes } } } }',
    faults: [fault('Film.title', 'film1'), fault('Film.minutes', 'film1')],
  },
  {
    name: 'a list that an error takes from one fetch and another brings',
    graph: library,
    query: '{ rated { comments { text } ... on Book { comments { about { __typename } } } } }',
    faults: [fault('Comment.text', 'comment2')],
  },
  {
    name: 'such a list, brought and taken by fetches that run at once',
    graph: library,
    query: '{ headline { of { comments { id: text about { ... on Film { id } kind } } } } }',
    faults: [fault('Comment.text', 'comment2', null)],
  },
  {
    name: 'an error of a field that is asked of other types only',
    graph: library,
    query: '{ reviewed { ... on Book { views } } }',
    faults: [fault('Media.views', 'film1', 'NOT_FOUND')],
  },
  { name: 'a type that clients may not see, behind an interface', graph: library, query: '{ shelf { title sequel { title views } } }' },
  { name: 'a value of an enum that clients may not see', graph: shop, query: '{ oldUsers { handle mood } }' },
  { name: 'aliases that are the names of keys', graph: shop, query: '{ products { id: name sku: id brand { id: label } inStock } }' },
  {
    name: 'one alias for two fields of two types',
    graph: library,
    query: '{ search { ... on Book { x: pages } ... on Film { x: minutes } ... on Author { works { x: note } } } }',
  },
  { name: "aliases that every object's prototype has", graph: shop, query: '{ __proto__: brands { constructor: label toString: id } }' },
  {
    name: 'mutations in fragments, in their order',
    graph: shop,
    query: 'mutation { one: bump { total } ...F two: bump(by: 3) { log } } fragment F on Mutation { fail { total } reserve(input: { warehouse: "w1" }) { log } }',
  },
  {
    name: 'mutations after one that must not be null and failed',
    graph: ladder,
    query: 'mutation { turn { id } pull { done } call(id: "b1") { w } }',
    faults: [fault('Pull.done', 'pull2')],
  },
  {
    name: 'objects that are asked for nothing',
    graph: shop,
    query: 'query($yes: Boolean!) { me { id @skip(if: $yes) } topReview @include(if: $yes) { stars @skip(if: $yes) } }',
    variables: { yes: true },
  },
  {
    name: 'introspection in a fragment, beside data',
    graph: shop,
    query: '{ ... @include(if: true) { __schema { queryType { name } } me { __typename } } ...F } fragment F on Query { __type(name: "Kind") { kind } }',
  },
  {
    name: 'variables of an operation that is not run',
    graph: shop,
    query: 'query Main { me { id } } query Other($id: ID!) { ...F } fragment F on Query { user(id: $id) { id } }',
  },
  {
    name: 'an error that takes with it what others bring',
    graph: shop,
    query: '{ oldUsers { favourite { inStock kind reviews { id } } } }',
    faults: [fault('Product.kind', 'p2')],
  },
  {
    name: 'errors and nulls on several levels',
    graph: ladder,
    query: '{ list { bbs { peerMust { eMust w } } vMust { aMust { wMust { ws { bMust { mMust } } } } } } }',
    faults: [fault('B.eMust', 'b1', null), fault('W.ws', 'w0', 'FORBIDDEN', 0, 0), fault('B.mMust', 'b1', '')],
  },
  {
    name: 'a subgraph that is down',
    graph: shop,
    query: '{ products { id reviews { body } } me { name reviews { id } } topReview { stars } }',
    down: ['reviews'],
  },
  { name: 'a field that another subgraph has taken over', graph: shop, query: '{ products { price dear: price(cut: 3) } oldUsers { since favourite { price } } }' },
  { name: 'a key of several fields, one of them an object', graph: shop, query: '{ products { inStock slots { count product { name } } brand { depots { city } } } }' },
  { name: 'what a subgraph provides', graph: shop, query: '{ reviews { product { kind size { w unit } brand { label } } brand { label } } }' },
];

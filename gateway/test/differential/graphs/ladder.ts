import { all, byId, link, named, subgraph, thing, type Graph } from '../graph.ts';

const north = subgraph(
  'north',
  `
  type Query { a: A aMust: A! list: [A] listMust: [A!]! pairs: [[A!]]! deep: [[[A]!]!] }
  type A @key(fields: "id") {
    id: ID!
    n(add: Int = 0): Int
    nMust: Int!
    b: B
    bMust: B!
    bs: [B!]!
    bbs: [[B]!]
    v: V
    vMust: V!
    marks: [[[Int!]]!]
  }
  type B @key(fields: "id") { id: ID! }
  type V { x: Int xMust: Int! a: A aMust: A! vs: [V!] }
`,
);

const south = subgraph(
  'south',
  `
  type Query { south: [B!] }
  type A @key(fields: "id") { id: ID! s: String sMust: String! }
  type B @key(fields: "id") { id: ID! m: String mMust: String! a: A aMust: A! as: [A]! }
`,
);

const east = subgraph(
  'east',
  `
  type Query { b(id: ID): B bMust: B! }
  type Mutation { turn(by: Int): A push(by: Int): A pull: Pull! }
  type Pull { done: Int! a: A }
  type B @key(fields: "id") { id: ID! e: Float eMust: Float! peer: B peerMust: B! peers: [B] }
  type A @key(fields: "id") { id: ID! e: Int eMust: [Int!]! w: W wMust: W! }
  type W { b: B bMust: B! ws: [[W!]] e: Int! }
`,
);

const west = subgraph(
  'west',
  `
  type Mutation { call(id: ID!): B }
  type B @key(fields: "id") { id: ID! w: Int wMust: Int! home: A }
  type A @key(fields: "id", resolvable: false) { id: ID! }
`,
);

/** Nullable and non-null at every level, and ways in circles through the subgraphs. */
export const ladder: Graph = {
  name: 'ladder',
  subgraphs: [north, south, east, west],
  mayBeDown: ['north', 'south', 'east', 'west'],
  covers: [
    'error', 'error in a list', 'null where none may be', 'error that nulls several levels', 'error that nulls all',
    'subgraph down', 'subgraph down, and the rest there', 'lists of lists', 'several mutations',
  ],
  makeThings: () => [
    ...[0, 1, 2].map((at) =>
      thing('A', `a${at}`, {
        id: `a${at}`,
        number: at === 1 ? null : at,
        nMust: at + 10,
        b: at === 2 ? null : `b${at}`,
        bMust: `b${(at + 1) % 3}`,
        bs: ['b0', 'b1', 'b2'].slice(at),
        bbs: at === 1 ? null : [['b1', null], [], ['b0']],
        v: at === 0 ? null : 'v1',
        vMust: `v${at}`,
        marks: [null, [[[1, 2], null], []], [[[]]]][at],
        s: at === 2 ? null : `s${at}`,
        sMust: `S${at}`,
        e: at === 0 ? null : at,
        eMust: [at, at],
        w: at === 2 ? null : 'w1',
        wMust: 'w0',
      }),
    ),
    ...[0, 1, 2].map((at) =>
      thing('B', `b${at}`, {
        id: `b${at}`,
        m: at === 0 ? null : `m${at}`,
        mMust: `M${at}`,
        a: at === 1 ? null : `a${at}`,
        aMust: `a${(at + 2) % 3}`,
        as: ['a1', null, 'a0'].slice(at),
        e: at === 1 ? null : at / 4,
        eMust: at / 8,
        peer: at === 2 ? null : `b${at + 1}`,
        peerMust: `b${(at + 1) % 3}`,
        home: at === 0 ? null : 'a2',
        peers: at === 0 ? null : ['b2', null, 'b1'],
        w: at === 2 ? null : at,
        wMust: at,
      }),
    ),
    ...[0, 1, 2].map((at) =>
      thing('V', `v${at}`, {
        x: at === 1 ? null : at,
        xMust: at,
        a: at === 1 ? null : `a${at}`,
        aMust: 'a1',
        vs: at === 0 ? null : ['v0', 'v1'],
      }),
    ),
    thing('W', 'w0', { b: null, bMust: 'b2', ws: [['w1'], null], e: 5 }),
    thing('W', 'w1', { b: 'b0', bMust: 'b1', ws: null, e: 6 }),
  ],
  fields: {
    'Query.a': ({ things }) => named(things, 'a0'),
    'Query.aMust': ({ things }) => named(things, 'a1'),
    'Query.list': (call) => [...all('A', call), null],
    'Query.listMust': (call) => all('A', call),
    'Query.pairs': ({ things }) => [[named(things, 'a0'), named(things, 'a1')], null, []],
    'Query.deep': ({ things }) => [[[named(things, 'a2'), null], []], [[named(things, 'a0')]]],
    'Query.south': (call) => all('B', call),
    'Query.b': byId('B'),
    'Query.bMust': ({ things }) => named(things, 'b1'),
    'Mutation.turn': ({ args, things, log }) => named(things, `a${log.push(`turn ${String(args['by'])}`) % 3}`),
    'Mutation.push': ({ args, things, log }) => named(things, `a${log.push(`push ${String(args['by'])}`) % 3}`),
    'Mutation.call': (call) => {
      call.log.push(`call ${String(call.args['id'])}`);
      return byId('B')(call);
    },
    'Mutation.pull': ({ log }) => thing('Pull', `pull${log.push('pull')}`, { done: log.length, a: 'a0' }),
    'Pull.a': link('a'),
    'A.n': ({ thing: { number }, args }) => (number === null ? null : Number(number) + Number(args['add'] ?? 0)),
    ...Object.fromEntries(
      ['A.b', 'A.bMust', 'A.bs', 'A.bbs', 'A.v', 'A.vMust', 'A.w', 'A.wMust', 'V.a', 'V.aMust', 'V.vs', 'B.a']
        .concat(['B.aMust', 'B.as', 'B.peer', 'B.peerMust', 'B.peers', 'B.home', 'W.b', 'W.bMust', 'W.ws'])
        .map((coordinate) => [coordinate, link(coordinate.split('.')[1] ?? '')]),
    ),
  },
};

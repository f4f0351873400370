import { all, byId, link, named, subgraph, thing, type FieldCall, type Graph } from '../graph.ts';

const catalog = subgraph(
  'catalog',
  `
  type Query {
    product(id: ID!): Product
    products(kind: Kind, first: Int = 3, hidden: Boolean @inaccessible): [Product!]!
    shelves: [[Product]!]
    grid(size: GridSize = { rows: 2, columns: 2 }): [[Cell!]]!
    echo(input: EchoInput, list: [[Int!]], kind: Kind = TOOL, json: JSON, strict: Int! = 7): JSON
    brands: [Brand]!
  }
  type Mutation {
    bump(by: Int! = 1): Tally
    fail(code: String): Tally
  }
  type Tally { total: Int! log: [String!]! product: Product }
  enum Kind { BOOK TOOL TOY }
  scalar JSON
  scalar Money
  input GridSize { rows: Int! = 1 columns: Int! note: String }
  input EchoInput { text: String = "none" kinds: [Kind!] inner: EchoInput id: ID ratio: Float flag: Boolean! = true }
  type Cell { row: Int! column: Int! product: Product }
  type Product @key(fields: "id") @key(fields: "sku brand { id }") {
    id: ID!
    sku: String!
    brand: Brand! @shareable
    kind: Kind! @shareable
    name(upper: Boolean = false): String
    tags: [String!]
    size: Size @shareable
    price(cut: Int): Money @override(from: "legacy")
    facts: JSON
    similar(first: Int): [Product]
  }
  type Brand @key(fields: "id") { id: ID! label: String! @shareable flagship: Product ratings: [[Float!]!] }
  type Size @shareable { w: Int! h: Int unit: Unit! }
  enum Unit { CM INCH }
`,
);

const stock = subgraph(
  'stock',
  `
  type Query { warehouse(id: ID = "w1"): Warehouse warehouses: [Warehouse!]! }
  type Mutation { reserve(input: ReserveInput!): Reservation }
  input ReserveInput { warehouse: ID! counts: [Int!]! = [1] }
  type Reservation { total: Int! log: [String!]! warehouse: Warehouse }
  type Warehouse @key(fields: "id") { id: ID! slots: [[Slot]!]! city: String size: Size }
  type Slot { product: Product! count: Int }
  type Size @shareable { w: Int! h: Int unit: Unit! }
  enum Unit { CM INCH }
  type Product @key(fields: "sku brand { id }") {
    sku: String!
    brand: Brand!
    inStock(at: ID): Int!
    slots: [Slot!]
  }
  type Brand @key(fields: "id") { id: ID! depots: [Warehouse] }
`,
);

const reviews = subgraph(
  'reviews',
  `
  type Query { reviews(minStars: Int): [Review] topReview: Review }
  type Review @key(fields: "id") {
    id: ID!
    body: String
    stars: Int!
    author: User
    product: Product! @provides(fields: "kind size { w h unit } brand { label }")
    brand: Brand @provides(fields: "label")
  }
  enum Kind { BOOK TOOL TOY }
  type Product @key(fields: "id") {
    id: ID!
    kind: Kind! @external
    brand: Brand! @external
    size: Size @external
    reviews(first: Int = 2): [Review!]!
  }
  type Size @shareable { w: Int! h: Int unit: Unit! }
  enum Unit { CM INCH }
  type Brand @key(fields: "id") { id: ID! label: String! @external }
  type User @key(fields: "id") { id: ID! reviews: [Review] }
`,
);

const people = subgraph(
  'people',
  `
  type Query { me: User! user(id: ID!): User }
  type User @key(fields: "id") @key(fields: "handle") {
    id: ID!
    handle: String!
    name: String
    friends: [User!]
    favourite: Product
    mood: Mood
  }
  type Product @key(fields: "id", resolvable: false) { id: ID! }
  enum Mood { GLAD SAD HIDDEN @inaccessible }
`,
);

const legacy = subgraph(
  'legacy',
  `
  type Query { oldUsers: [User] }
  scalar Money
  type Product @key(fields: "id") { id: ID! price(cut: Int): Money }
  type User @key(fields: "handle") { handle: String! since: Int vouched: User! }
`,
);

/** The first of a list, as the argument `first` asks. */
const first = (things: readonly unknown[] | null, { args }: FieldCall) =>
  typeof args['first'] === 'number' ? (things?.slice(0, Math.max(0, args['first'])) ?? null) : things;

function tally(call: FieldCall, entry: string): unknown {
  call.log.push(entry);
  const { log } = call;
  return thing('Tally', `tally${log.length}`, { total: log.length, log: [...log], product: 'p1', warehouse: 'w2' });
}

/** Multiple, composite and nested keys, `@provides`, `@shareable`, `@override`, mutations, inputs, lists of lists. */
export const shop: Graph = {
  name: 'shop',
  subgraphs: [catalog, stock, reviews, people, legacy],
  mayBeDown: ['reviews', 'stock'],
  covers: [
    '@provides', '@override', '@shareable', 'several keys', 'composite key', '@inaccessible enum value',
    'input objects', 'input objects as variables', 'variables in input objects', 'variables left to their default',
    'enums', 'custom scalars', 'lists of lists', 'several mutations', 'several operations in a document',
  ],
  makeThings: () => [
    ...[1, 2, 3, 4].map((at) =>
      thing('Product', `p${at}`, {
        id: `p${at}`,
        sku: `sku${at % 3}`,
        brand: `b${at % 2}`,
        kind: ['BOOK', 'TOOL', 'TOY'][at % 3],
        name: at === 3 ? null : `Prodüct "${at}"\u2028`,
        tags: at === 2 ? null : ['new', '\\', '\u0001', '\ud83d\ude00'].slice(0, at),
        size: at === 4 ? null : `size${at}`,
        price: [0.1, 12, 1e21, null][at - 1],
        facts: [{ b: 1, a: [{ __typename: 'Brand' }, null] }, 'text', null, [[], {}]][at - 1],
        similar: at === 1 ? null : [`p${at - 1}`, null, `p${5 - at}`],
        stock: at * 10,
      }),
    ),
    ...[1, 2, 3].map((at) => thing('Size', `size${at}`, { w: at, h: at === 2 ? null : at * 2, unit: 'CM' })),
    thing('Brand', 'b0', { id: 'b0', label: 'Zero', flagship: 'p4', depots: ['w1', null], ratings: [[0.5, 3], []] }),
    thing('Brand', 'b1', { id: 'b1', label: 'One', flagship: null, depots: null, ratings: null }),
    thing('Warehouse', 'w1', { id: 'w1', city: 'Ulm', slots: [['s1', null], []], size: 'size2' }),
    thing('Warehouse', 'w2', { id: 'w2', city: null, slots: [['s2', 's3', 's1'], [null]], size: null }),
    ...[1, 2, 3].map((at) => thing('Slot', `s${at}`, { product: `p${at}`, count: at === 2 ? null : at })),
    ...[1, 2, 3, 4].map((at) =>
      thing('Review', `r${at}`, {
        id: `r${at}`,
        body: at === 2 ? null : `Body ${at}`,
        stars: at,
        author: at === 3 ? null : `u${at % 3}`,
        product: `p${(at % 3) + 1}`,
        brand: at === 1 ? null : `b${at % 2}`,
      }),
    ),
    ...[0, 1, 2].map((at) =>
      thing('User', `u${at}`, {
        id: `u${at}`,
        handle: `@${at}`,
        name: at === 1 ? null : `User ${at}`,
        friends: at === 2 ? null : [`u${at + 1}`, 'u0'],
        favourite: at === 0 ? null : `p${at + 1}`,
        mood: ['GLAD', 'HIDDEN', 'SAD'][at],
        since: at === 0 ? null : 2000 + at,
        vouched: `u${(at + 1) % 3}`,
      }),
    ),
  ],
  fields: {
    'Query.product': byId('Product'),
    'Query.products': (call) =>
      first(all('Product', call).filter(({ kind }) => !call.args['kind'] || kind === call.args['kind']), call),
    'Query.shelves': ({ things }) => [[named(things, 'p1'), null, named(things, 'p2')], [], [named(things, 'p4')]],
    'Query.grid': ({ args }) => grid(args['size'] as { rows: number; columns: number } | null),
    'Query.echo': ({ args }) => args,
    'Query.brands': (call) => [...all('Brand', call), null],
    'Query.warehouse': byId('Warehouse'),
    'Query.warehouses': (call) => all('Warehouse', call),
    'Query.reviews': (call) =>
      all('Review', call).filter(({ stars }) => Number(stars) >= Number(call.args['minStars'] ?? 0)),
    'Query.topReview': ({ things }) => named(things, 'r4'),
    'Query.me': ({ things }) => named(things, 'u0'),
    'Query.user': byId('User'),
    'Query.oldUsers': (call) => [...all('User', call), null],
    'Mutation.bump': (call) => tally(call, `bump ${String(call.args['by'])}`),
    'Mutation.fail': (call) => {
      call.log.push('fail');
      return null;
    },
    'Mutation.reserve': (call) => tally(call, `reserve ${JSON.stringify(call.args['input'])}`),
    'Tally.product': link('product'),
    'Reservation.warehouse': link('warehouse'),
    'Cell.product': link('product'),
    'Product.brand': link('brand'),
    'Product.name': ({ thing: { name }, args }) => (args['upper'] && typeof name === 'string' ? name.toUpperCase() : name),
    'Product.size': link('size'),
    'Product.price': ({ thing: { price }, args }) => (args['cut'] && price ? `${Number(price)}-${Number(args['cut'])}` : price),
    'legacy/Product.price': () => 'stale',
    'Product.similar': (call) => first(link('similar')(call) as unknown[] | null, call),
    'Product.inStock': ({ thing: { stock: count }, args }) => Number(count) + (args['at'] ? 1 : 0),
    'Product.slots': (call) => all('Slot', call).filter(({ product }) => product === call.thing.$),
    'Product.reviews': (call) => first(all('Review', call).filter(({ product }) => product === call.thing.$), call),
    'Brand.flagship': link('flagship'),
    'Brand.depots': link('depots'),
    'Warehouse.slots': link('slots'),
    'Warehouse.size': link('size'),
    'Slot.product': link('product'),
    'Review.author': link('author'),
    'Review.product': link('product'),
    'Review.brand': link('brand'),
    'User.reviews': (call) => all('Review', call).filter(({ author }) => author === call.thing.$),
    'User.friends': link('friends'),
    'User.favourite': link('favourite'),
    'User.vouched': link('vouched'),
  },
};

function grid(size: { rows: number; columns: number } | null): unknown {
  if (!size) return [null];
  const upTo = (count: number) => Array.from({ length: Math.min(3, Math.max(0, count)) }, (_, at) => at);
  return upTo(size.rows).map((row) =>
    upTo(size.columns).map((column) =>
      thing('Cell', `cell${row}${column}`, { row, column, product: row === column ? null : `p${column + 1}` }),
    ),
  );
}

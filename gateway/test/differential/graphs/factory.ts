import { all, byId, link, named, subgraph, thing, type Graph } from '../graph.ts';

const plant = subgraph(
  'plant',
  `
  type Query { machine(id: ID!): Machine machines: [Machine] lines: [[Machine!]!]! newest: Asset audited: Machine! }
  interface Asset { id: ID! weight: Float }
  type Machine implements Asset @key(fields: "id") {
    id: ID!
    weight: Float
    dims: Dims
    parts: [Part]
    price(currency: Currency = EUR): Float
    grade: Grade
    layers: [[Layer]]
    secret: Int @inaccessible
    owner: Owner
    next: Machine
  }
  type Part implements Asset @key(fields: "id") { id: ID! weight: Float name: String! machine: Machine load(unit: Unit = KG): Int }
  type Owner @key(fields: "id") { id: ID! }
  type Dims { w: Int h: Int deep: Deep }
  type Deep { d: Int }
  interface Layer { name: String }
  type WoodLayer implements Layer { name: String rings: Int }
  type SteelLayer implements Layer { name: String gauge: Float }
  enum Currency { EUR USD }
  enum Grade { FINE ROUGH }
  enum Unit { KG LB }
`,
);

const shipping = subgraph(
  'shipping',
  `
  type Machine @key(fields: "id") {
    id: ID!
    weight: Float @external
    dims: Dims @external
    parts: [Part] @external
    grade: Grade @external
    secret: Int @external
    layers: [[Layer]] @external
    shipping(express: Boolean = false): Float @requires(fields: "weight dims { w deep { d } }")
    partsWeight: Float @requires(fields: "parts { id weight }")
    label(long: Boolean): String! @requires(fields: "grade secret")
    layerNames: [String] @requires(fields: "layers { name ... on WoodLayer { rings } }")
    loadInKilos: String @requires(fields: "parts { load(unit: KG) }")
    loadInPounds: String @requires(fields: "parts { id load(unit: LB) } weight")
    carrier: String
  }
  enum Unit { KG LB }
  type Part @key(fields: "id") { id: ID! weight: Float @external load(unit: Unit = KG): Int @external crate: String @requires(fields: "weight") }
  type Dims { w: Int @external deep: Deep @external }
  type Deep { d: Int @external }
  interface Layer { name: String }
  type WoodLayer implements Layer { name: String @external rings: Int @external }
  type SteelLayer implements Layer { name: String @external }
  enum Grade { FINE ROUGH }
`,
);

const tax = subgraph(
  'tax',
  `
  type Machine @key(fields: "id") {
    id: ID!
    shipping(express: Boolean = false): Float @external
    price(currency: Currency = EUR): Float @external
    tax: Float @requires(fields: "price(currency: USD) shipping(express: true)")
    inspector: Owner
  }
  type Owner @key(fields: "id") { id: ID! }
  enum Currency { EUR USD }
`,
);

const billing = subgraph(
  'billing',
  `
  type Machine @key(fields: "id") {
    id: ID!
    tax: Float @external
    label(long: Boolean): String! @external
    owner: Owner @external
    price(currency: Currency = EUR): Float @external
    inEuros: String @requires(fields: "price(currency: EUR)")
    inDollars: String @requires(fields: "price(currency: USD)")
    invoice: Invoice @requires(fields: "tax owner { id country }")
    total(round: Boolean = true): Float @requires(fields: "tax")
    stamp: String! @requires(fields: "label")
  }
  type Owner @key(fields: "id") { id: ID! country: String @external debts: [Invoice!] @requires(fields: "country") }
  type Invoice { text: String! amount: Float payer: Owner }
  enum Currency { EUR USD }
`,
);

const owners = subgraph(
  'owners',
  `
  type Query { owner(id: ID!): Owner }
  type Owner @key(fields: "id") { id: ID! country: String name: String! machines: [Machine!] }
  type Machine @key(fields: "id", resolvable: false) { id: ID! }
`,
);

/** A text that shows exactly what a field was given. */
const told = (given: unknown) => JSON.stringify(given);
const number = (value: unknown) => (typeof value === 'number' ? value : 1_000);

/** `@requires` in chains, with arguments, through objects, lists, abstract types and other entities. */
export const factory: Graph = {
  name: 'factory',
  subgraphs: [plant, shipping, tax, billing, owners],
  mayBeDown: ['billing', 'tax'],
  covers: [
    '@requires', '@requires with arguments', '@requires of one field with different arguments',
    '@requires of what requires', "@requires beside the client's own arguments",
    'error of a field not asked for', '@inaccessible field', 'fragments on an interface',
    '@skip by a literal', '@skip by a variable', '@include by a literal', '@include by a variable',
  ],
  makeThings: () => [
    ...[1, 2, 3].map((at) =>
      thing('Machine', `m${at}`, {
        id: `m${at}`,
        weight: at === 3 ? null : at * 1.5,
        dims: at === 2 ? null : `dims${at}`,
        parts: [['part1', null, 'part2'], [], null][at - 1],
        price: at * 100,
        grade: ['FINE', 'ROUGH', null][at - 1],
        layers: [[['wood1', null], null, ['steel1']], null, [['steel1', 'wood2']]][at - 1],
        secret: at === 1 ? null : at,
        owner: ['o1', 'o2', null][at - 1],
        next: at === 3 ? null : `m${at + 1}`,
        carrier: at === 2 ? null : 'Snail',
        inspector: at === 1 ? null : 'o1',
      }),
    ),
    thing('Part', 'part1', { id: 'part1', weight: 0.5, name: 'Wheel', machine: 'm2' }),
    thing('Part', 'part2', { id: 'part2', weight: null, name: 'Axle', machine: null }),
    thing('Dims', 'dims1', { w: 1, h: 2, deep: 'deep1' }),
    thing('Dims', 'dims3', { w: null, h: null, deep: null }),
    thing('Deep', 'deep1', { d: 9 }),
    thing('WoodLayer', 'wood1', { name: 'oak', rings: 40 }),
    thing('WoodLayer', 'wood2', { name: null, rings: null }),
    thing('SteelLayer', 'steel1', { name: 'steel', gauge: 0.25 }),
    thing('Owner', 'o1', { id: 'o1', country: 'DE', name: 'Ada', machines: ['m1', 'm3'] }),
    thing('Owner', 'o2', { id: 'o2', country: null, name: 'Bob', machines: null }),
  ],
  fields: {
    'Query.machine': byId('Machine'),
    'Query.machines': (call) => [...all('Machine', call), null],
    'Query.lines': ({ things }) => [[named(things, 'm1'), named(things, 'm2')], [], [named(things, 'm3')]],
    'Query.newest': ({ things }) => named(things, 'part1'),
    'Query.audited': ({ things }) => named(things, 'm1'),
    'Query.owner': byId('Owner'),
    'Machine.dims': link('dims'),
    'Machine.parts': link('parts'),
    'Machine.price': ({ thing: { price }, args }) => Number(price) * (args['currency'] === 'USD' ? 2 : 1),
    'Machine.layers': link('layers'),
    'Machine.owner': link('owner'),
    'Machine.next': link('next'),
    'Machine.inspector': link('inspector'),
    'Machine.shipping': ({ given, args }) => number(given['weight']) + told(given['dims']).length + (args['express'] ? 7 : 0),
    'Machine.partsWeight': ({ given }) =>
      Array.isArray(given['parts'])
        ? given['parts'].reduce((sum: number, part: { weight?: number } | null) => sum + number(part?.weight), 0)
        : null,
    'Machine.label': ({ given, args }) => `${args['long'] ? 'long ' : ''}${told([given['grade'], given['secret']])}`,
    'Machine.layerNames': ({ given }) => (given['layers'] ? [told(given['layers']), null] : null),
    'Machine.tax': ({ given }) => number(given['price']) + number(given['shipping']) / 10,
    'Machine.invoice': ({ given, things }) =>
      thing('Invoice', 'invoice', {
        text: told(given['owner']),
        amount: given['tax'] ?? null,
        payer: given['owner'] ? named(things, 'o1') : null,
      }),
    'Machine.total': ({ given, args }) => (args['round'] ? Math.round(number(given['tax'])) : (given['tax'] ?? null)),
    'Machine.loadInKilos': ({ given }) => told(given),
    'Machine.loadInPounds': ({ given }) => told(given),
    'Part.load': ({ thing: { $ }, args }) => ($ === 'part2' ? null : $.length * (args['unit'] === 'LB' ? 2 : 1)),
    'Machine.inEuros': ({ given }) => told(given),
    'Machine.inDollars': ({ given }) => told(given),
    'Machine.stamp': ({ given }) => `stamped ${told(given['label'])}`,
    'Part.machine': link('machine'),
    'Part.crate': ({ given }) => (given['weight'] === null ? null : `crate for ${told(given['weight'])}`),
    'Dims.deep': link('deep'),
    'Owner.machines': link('machines'),
    'Owner.debts': ({ given }) => [thing('Invoice', 'debt', { text: told(given['country']), amount: 1, payer: null })],
  },
};

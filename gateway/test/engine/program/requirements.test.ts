import { describe, expect, it } from '@jest/globals';
import { inProcessGraph } from './in-process-graph.ts';

interface Machine {
  readonly id: string;
  readonly price?: number;
  readonly parts?: readonly { readonly load?: number }[];
}
interface InCurrency {
  readonly currency: string;
}

const inDollars = ({ currency }: InCurrency) => (currency === 'USD' ? 2 : 1);
const loadsOf = ({ parts = [] }: Machine) => parts.map(({ load }) => load);
const UNITS = 'enum Currency { EUR USD }';
const factory = inProcessGraph({
  plant: {
    typeDefs: `
      ${UNITS}
      type Query { machine: Machine machines: [Machine] }
      interface Priced { price(currency: Currency = EUR): Int }
      type Machine implements Priced @key(fields: "id") { id: ID! price(currency: Currency = EUR): Int parts: [Part] }
      type Part { load(currency: Currency = EUR): Int name: String }
    `,
    resolvers: {
      Query: { machine: () => ({ id: '1' }), machines: () => [{ id: '1' }, null] },
      Machine: { price: (_: unknown, given: InCurrency) => 100 * inDollars(given), parts: () => [{}, {}] },
      Part: { load: (_: unknown, given: InCurrency) => 5 * inDollars(given), name: () => 'Wheel' },
    },
  },
  sales: {
    typeDefs: `
      ${UNITS}
      type Machine @key(fields: "id") {
        id: ID!
        price(currency: Currency = EUR): Int @external
        parts: [Part] @external
        euros: Int @requires(fields: "price(currency: EUR)")
        dollars: Int @requires(fields: "price(currency: USD)")
        plain: Int @requires(fields: "price")
        loadsInEuros: [Int] @requires(fields: "parts { load(currency: EUR) }")
        loadsInDollars(from: Int = 0): [Int] @requires(fields: "parts { load(currency: USD) } price(currency: USD)")
        shop: String
      }
      type Part { load(currency: Currency = EUR): Int @external }
    `,
    resolvers: {
      Machine: {
        euros: ({ price }: Machine) => price,
        dollars: ({ price }: Machine) => price,
        plain: ({ price }: Machine) => price,
        loadsInEuros: loadsOf,
        loadsInDollars: (machine: Machine, { from }: { from: number }) => loadsOf(machine).slice(from),
        shop: () => 'Shop',
      },
    },
  },
  tax: {
    typeDefs: `
      ${UNITS}
      type Machine @key(fields: "id") {
        id: ID!
        price(currency: Currency = EUR): Int @external
        tax: Int @requires(fields: "price(currency: USD)")
      }
    `,
    resolvers: { Machine: { tax: ({ price = 0 }: Machine) => price / 10 } },
  },
});

describe('fields that require one field with different arguments', () => {
  it.each([
    ['of one subgraph', '{ machine { euros dollars plain } }', { euros: 100, dollars: 200, plain: 100 }],
    ['of two subgraphs', '{ machine { tax euros } }', { tax: 20, euros: 100 }],
    ['beside the same of the client', '{ machine { dollars price(currency: EUR) euros } }', { dollars: 200, price: 100, euros: 100 }],
    ['below a list', '{ machine { loadsInDollars loadsInEuros shop } }', { loadsInDollars: [10, 10], loadsInEuros: [5, 5], shop: 'Shop' }],
    ['below what the client asks too', '{ machine { parts { load } loadsInDollars euros } }', { parts: [{ load: 5 }, { load: 5 }], loadsInDollars: [10, 10], euros: 100 }],
  ])('have it each with their own: %s', async (_, query, expected) => {
    const { json, errors } = await factory.run(query);
    expect(errors).toEqual([]);
    expect(json).toEqual({ machine: expected });
  });

  it('are asked for in one request', async () => {
    const query = 'query($from: Int) { machines { loadsInDollars(from: $from) loadsInEuros } }';
    expect((await factory.run(query, { from: 1 })).json).toEqual({
      machines: [{ loadsInDollars: [10], loadsInEuros: [5, 5] }, null],
    });
    expect(factory.asked.map(({ subgraph }) => subgraph)).toEqual(['plant', 'sales']);
  });
});

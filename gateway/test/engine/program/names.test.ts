import { describe, expect, it } from '@jest/globals';
import { inProcessGraph } from './in-process-graph.ts';

interface Thing {
  readonly id: string;
}

const things = inProcessGraph({
  named: {
    typeDefs: `
      type Query { thing: Thing same: Thing }
      type Thing @key(fields: "id") { id: ID! name: String }
    `,
    resolvers: { Query: { thing: () => ({ id: '1', name: 'Name' }), same: () => ({ id: '1' }) } },
  },
  more: {
    typeDefs: 'type Thing @key(fields: "id") { id: ID! more(of: Int): String other: ID fails: String }',
    resolvers: {
      Thing: {
        more: ({ id }: Thing, { of = 0 }: { of?: number }) => `More of ${id} and ${of}`,
        other: () => 'Other',
        fails() {
          throw new Error('No.');
        },
      },
    },
  },
});

describe("a client's names", () => {
  it.each([
    ['a key', '{ thing { id: name more } }', { thing: { id: 'Name', more: 'More of 1 and 0' } }],
    ['a key, elsewhere', '{ thing { id: other more } }', { thing: { id: 'Other', more: 'More of 1 and 0' } }],
    ['the type name', '{ thing { __typename: name more } }', { thing: { __typename: 'Name', more: 'More of 1 and 0' } }],
    ['what all objects inherit', '{ __proto__: thing { constructor: more toString: id } }', null],
  ])('may be those of %s', async (_, query, expected) => {
    const { data, errors } = await things.run(query);
    expect(errors).toEqual([]);
    expect(data).toBe(
      expected ? JSON.stringify(expected) : '{"__proto__":{"constructor":"More of 1 and 0","toString":"1"}}',
    );
    expect(({} as { constructor: unknown }).constructor).toBe(Object);
  });

  it('stand in the paths of errors', async () => {
    const { errors } = await things.run('{ thing { id: fails } }');
    expect(errors).toMatchObject([{ path: ['thing', 'id'], locations: [{ line: 1, column: 11 }] }]);
  });

  it("may be those of the planner's variables", async () => {
    const query = 'query($representations: Int, $contextualArgument_1_0: Boolean = true) { thing { more(of: $representations) @include(if: $contextualArgument_1_0) } }';
    expect((await things.run(query, { representations: 3 })).json).toEqual({ thing: { more: 'More of 1 and 3' } });
  });

  it('keep the same answer of an entity apart where places ask for different things', async () => {
    const { json } = await things.run('{ thing { a: more(of: 1) } same { a: more(of: 2) b: more(of: 1) } }');
    expect(json).toEqual({
      thing: { a: 'More of 1 and 1' },
      same: { a: 'More of 1 and 2', b: 'More of 1 and 1' },
    });
  });

  it('may mean different fields below different types', async () => {
    const author = { id: '1' };
    const graph = inProcessGraph({
      works: {
        typeDefs: `
          type Query { works: [Work] }
          union Work = Book | Film
          type Book { author: Person }
          type Film { author: Person }
          type Person @key(fields: "id") { id: ID! }
        `,
        resolvers: {
          Query: {
            works: () => [
              { __typename: 'Book', author },
              { __typename: 'Film', author },
            ],
          },
        },
      },
      people: {
        typeDefs: 'type Person @key(fields: "id") { id: ID! first: String last: String friend: Person }',
        resolvers: { Person: { first: () => 'First', last: () => 'Last', friend: () => ({ id: '2' }) } },
      },
    });
    const { json } = await graph.run(`{ works {
      ... on Book { author { name: first friend { name: first } } }
      ... on Film { author { name: last friend { name: last } } }
    } }`);
    expect(json).toEqual({
      works: [
        { author: { name: 'First', friend: { name: 'First' } } },
        { author: { name: 'Last', friend: { name: 'Last' } } },
      ],
    });
  });
});

describe('what a field requires', () => {
  const graph = inProcessGraph({
    prices: {
      typeDefs: `
        type Query { product: Product }
        type Product @key(fields: "id") { id: ID! price(currency: String = "USD"): Int }
      `,
      resolvers: {
        Query: { product: () => ({ id: '1' }) },
        Product: { price: (_: unknown, { currency }: { currency: string }) => (currency === 'USD' ? 100 : 90) },
      },
    },
    shipping: {
      typeDefs: `
        type Product @key(fields: "id") {
          id: ID!
          price(currency: String = "USD"): Int @external
          fee: Int @requires(fields: "price(currency: \\"USD\\")")
        }
      `,
      resolvers: { Product: { fee: ({ price }: { price: number }) => price / 10 } },
    },
  });

  it('has its own arguments, whatever those of the client', async () => {
    const { data } = await graph.run('{ product { price(currency: "EUR") fee } }');
    expect(data).toBe('{"product":{"price":90,"fee":10}}');
    expect((await graph.run('{ product { fee price(currency: "EUR") usd: price } }')).json).toEqual({
      product: { fee: 10, price: 90, usd: 100 },
    });
  });
});

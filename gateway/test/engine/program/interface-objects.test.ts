import { describe, expect, it } from '@jest/globals';
import { inProcessGraph } from './in-process-graph.ts';

const MEDIA = { book: { __typename: 'Book', id: 'book' }, film: { __typename: 'Film', id: 'film' } };
type Media = (typeof MEDIA)[keyof typeof MEDIA];

function fails(): never {
  throw new Error('No.');
}

const library = inProcessGraph({
  catalog: {
    typeDefs: `
      type Query { any: Media film: Media }
      interface Item { id: ID! }
      interface Placed { place: String }
      interface Media implements Item @key(fields: "id") { id: ID! title: String }
      type Book implements Media & Item & Placed @key(fields: "id") { id: ID! title: String place: String pages: [Int!]! }
      type Film implements Media & Item @key(fields: "id") { id: ID! title: String! }
      union Hit = Book | Film | Author
      type Author { name: String }
    `,
    resolvers: {
      Query: { any: () => MEDIA.book, film: () => MEDIA.film },
      Media: { __resolveReference: ({ id }: Media) => MEDIA[id as 'book'] },
      Book: { title: () => 'Book', place: () => 'Hall', pages: fails },
      Film: { title: fails },
    },
  },
  ratings: {
    typeDefs: `
      type Query { rated: [Media!] best: Media worst: Media }
      type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int likes: Int }
    `,
    resolvers: {
      Query: { rated: () => [{ id: 'book' }, { id: 'film' }], best: () => ({ id: 'book' }), worst: () => ({ id: 'film' }) },
      Media: { stars: () => 5, likes: fails },
    },
  },
});

describe('an object of an interface that its subgraph knows as an object type', () => {
  it.each([
    ['an interface of the interface', '{ rated { ... on Item { id } } }', [{ id: 'book' }, { id: 'film' }]],
    ['a union', '{ rated { ... on Hit { __typename } } }', [{ __typename: 'Book' }, { __typename: 'Film' }]],
    ['an interface of some', '{ rated { ... on Placed { place } stars } }', [{ place: 'Hall', stars: 5 }, { stars: 5 }]],
    ['a type in a union', '{ rated { ...F } } fragment F on Hit { ... on Book { place } }', [{ place: 'Hall' }, {}]],
    ['another type in a union', '{ rated { ... on Hit { ... on Author { name } } } }', [{}, {}]],
  ])('is asked for by %s', async (_, query, expected) => {
    const { json, errors } = await library.run(query);
    expect(errors).toEqual([]);
    expect(json).toEqual({ rated: expected });
  });

  it.each([
    ['a field that its type must have', '{ worst { title } }', { worst: null }, ['worst', 'title']],
    ['such a field of the type alone', '{ best { ... on Book { pages } } }', { best: null }, ['best', 'pages']],
    ['such a field in a list', '{ rated { title } }', { rated: null }, ['rated', 1, 'title']],
  ])('is null where %s failed', async (_, query, expected, path) => {
    const { json, errors } = await library.run(query);
    expect(json).toEqual(expected);
    expect(errors).toMatchObject([{ path, locations: [{ line: 1 }] }]);
  });

  it('tells no error of what the planner asks for beyond what was asked', async () => {
    const { json, errors } = await library.run('{ any { ... on Film { likes } stars } }');
    expect(json).toEqual({ any: { stars: 5 } });
    expect(errors).toEqual([]);
  });

  it('places an error where the type that failed is asked', async () => {
    const { errors } = await library.run('{ film { ... on Book { title } title } }');
    expect(errors).toMatchObject([{ path: ['film', 'title'], locations: [{ line: 1, column: 32 }] }]);
  });
});

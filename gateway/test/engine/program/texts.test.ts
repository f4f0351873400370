import { describe, expect, it } from '@jest/globals';
import { inProcessGraph } from './in-process-graph.ts';

/** Quotation mark, backslash, control characters, line separator, a character of two units, half of one. */
const ODD = '"\\\n\u0000\u2028\u{1f600}\ud800';

const notes = inProcessGraph({
  notes: {
    typeDefs: 'type Query { plain: Note odd: Note } type Note @key(fields: "id") { id: ID! text: String }',
    resolvers: { Query: { plain: () => ({ id: 'plain', text: 'Plain' }), odd: () => ({ id: ODD, text: ODD }) } },
  },
  more: {
    typeDefs: 'type Note @key(fields: "id") { id: ID! more(isOdd: Boolean): String }',
    resolvers: {
      Note: { more: ({ id }: { id: string }, { isOdd }: { isOdd?: boolean }) => (isOdd ? `More of ${id}${ODD}` : 'More') },
    },
  },
});

describe('a text of a subgraph', () => {
  it.each([
    ['its first answer', '{ odd { text more } }', { odd: { text: ODD, more: 'More' } }],
    ['a later answer', '{ plain { text more(isOdd: true) } }', { plain: { text: 'Plain', more: `More of plain${ODD}` } }],
    ['a key', '{ odd { id more(isOdd: true) } }', { odd: { id: ODD, more: `More of ${ODD}${ODD}` } }],
    ['none', '{ plain { id text more } }', { plain: { id: 'plain', text: 'Plain', more: 'More' } }],
  ])('is written as JSON.stringify does, whatever is in it: odd in %s', async (_, query, expected) => {
    const { data, errors } = await notes.run(query);
    expect(errors).toEqual([]);
    expect(data).toBe(JSON.stringify(expected));
  });
});

import { describe, expect, it } from '@jest/globals';
import { inProcessGraph } from './in-process-graph.ts';

interface Entity {
  readonly id: string;
}

const parts = [{ id: '1' }, { id: '2' }];
const GRAPH = {
  context: {
    typeDefs: `
      type Query { whole: Whole }
      type Whole @key(fields: "id") @context(name: "whole") { id: ID! unit: String inner: Inner parts: [Part] }
      type Inner { depth: Int }
      type Part @key(fields: "id") {
        id: ID!
        size(
          unit: String @fromContext(field: "$whole { unit }")
          depth: Int @fromContext(field: "$whole { inner { depth } }")
          times: Int = 1
        ): String
      }
    `,
    resolvers: {
      Query: { whole: () => ({ id: '1' }) },
      Whole: {
        unit: ({ id }: Entity) => (id === '3' ? null : `unit ${Number(id) % 2}`),
        inner: () => ({ depth: 7 }),
        parts: () => parts,
      },
      Part: {
        size: ({ id }: Entity, { unit, depth, times }: Record<string, unknown>) =>
          `${id} × ${String(times)} ${String(unit)} ${String(depth)}`,
      },
    },
  },
  lists: {
    typeDefs: 'type Query { wholes: [Whole] } type Whole @key(fields: "id") { id: ID! }',
    resolvers: { Query: { wholes: () => ['1', '2', '3', '5'].map((id) => ({ id })) } },
  },
};

describe('an argument from a context', () => {
  const graph = inProcessGraph(GRAPH);

  it('is read from the object that holds the entity', async () => {
    const { json } = await graph.run('query($times: Int) { whole { parts { size(times: $times) } } }', { times: 2 });
    expect(json).toEqual({ whole: { parts: [{ size: '1 × 2 unit 1 7' }, { size: '2 × 2 unit 1 7' }] } });
  });

  it('differs for the same entity held by others, within one request', async () => {
    const { json, errors } = await graph.run('{ wholes { parts { size } } }');
    expect(errors).toEqual([]);
    const sizes = (unit: string) => ({ parts: [{ size: `1 × 1 ${unit} 7` }, { size: `2 × 1 ${unit} 7` }] });
    expect(json).toEqual({ wholes: [sizes('unit 1'), sizes('unit 0'), sizes('null'), sizes('unit 1')] });
    expect(graph.asked.map(({ subgraph }) => subgraph)).toEqual(['lists', 'context', 'context']);
  });
});

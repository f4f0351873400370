import { repeat, type Family } from '../hostile-request.ts';

const ring = (length: number, body: (next: string) => string) =>
  repeat(length, (at) => `fragment F${at} on Item { ${body(`...F${(at + 1) % length}`)} }`);

export const fragmentCycles: Family = {
  name: 'fragment cycles',
  requests: [
    {
      name: 'one within itself',
      query: `{ items { ...F0 } } ${ring(1, (next) => next)}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'a ring of 250',
      query: `{ items { ...F0 } } ${ring(250, (next) => next)}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'a ring through fields',
      query: `{ items { ...F0 } } ${ring(8, (next) => `related(first: 1) { ${next} }`)}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'every fragment spreading every other',
      query: `{ items { ...F0 } } ${repeat(16, (at) => `fragment F${at} on Item { ${repeat(16, (to) => `...F${to}`)} }`)}`,
      expected: { limit: 'selections' },
    },
    {
      name: 'a cycle that no operation spreads',
      query: `{ items { id } } ${ring(250, (next) => `related { ${next} }`)}`,
      expected: { limit: 'depth' },
    },
  ],
};

import { nest, type Family } from '../hostile-request.ts';

export const deepSelections: Family = {
  name: 'deep selections',
  requests: [
    {
      name: '1,600 levels of fields',
      query: `{ items { ${nest(1_600, (inner) => `related { ${inner} }`, 'id')} } }`,
      expected: { limit: 'depth' },
    },
    {
      name: '1,100 levels of inline fragments',
      query: `{ ${nest(1_100, (inner) => `... { ${inner} }`, '__typename')} }`,
      expected: { limit: 'selections' },
    },
    {
      name: '8,000 levels of fields, which end the stack of the parser',
      query: `{ items { ${nest(8_000, (inner) => `related{${inner}}`, 'id')} } }`,
      expected: { limit: ['depth', 'tokens'] },
    },
    {
      name: '300 levels of inline fragments below the limit of depth',
      query: `{ items(first: 1) { ${nest(300, (inner) => `... on Item { ${inner} }`, 'id')} } }`,
      expected: 'answer',
    },
    {
      name: '20 levels of lists of one',
      query: `{ items(first: 1) { ${nest(18, (inner) => `related(first: 1) { ${inner} }`, 'id')} } }`,
      expected: 'answer',
    },
    {
      name: 'braces without end',
      query: '{'.repeat(99_000),
      expected: { code: 'GRAPHQL_PARSE_FAILED' },
    },
  ],
};

import { nest, type Family } from '../hostile-request.ts';

const SEARCH = 'query($filter: Filter) { search(filter: $filter) { __typename } }';
const deepBody = (open: string, close: string, levels: number, core = '1') =>
  `{"query":${JSON.stringify(SEARCH)},"variables":{"filter":${open.repeat(levels)}${core}${close.repeat(levels)}}}`;

export const deepValues: Family = {
  name: 'deep values',
  requests: [
    {
      name: 'a list in lists, as a literal',
      query: `{ search(filter: ${'['.repeat(2_400)}1${']'.repeat(2_400)}) { __typename } }`,
      expected: { limit: 'depth' },
    },
    {
      name: 'an object in objects, as a literal',
      query: `{ search(filter: ${nest(1_200, (inner) => `{ not: ${inner} }`, '{}')}) { __typename } }`,
      expected: 'answer',
    },
    {
      name: 'a type of lists of lists',
      query: `query($x: ${'['.repeat(2_400)}Int${']'.repeat(2_400)}) { count(of: $x) }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    { name: '49,000 lists in variables', body: deepBody('[', ']', 49_000), expected: { limit: 'variableDepth' } },
    {
      name: '12,000 objects in variables',
      body: deepBody('{"not":', '}', 12_000, '{}'),
      expected: { limit: 'variableDepth' },
    },
    { name: '99 objects in variables', body: deepBody('{"not":', '}', 98, '{}'), expected: 'answer' },
    {
      name: 'a variable that nobody declared',
      body: `{"query":"{ __typename }","variables":{"x":${'['.repeat(49_000)}${']'.repeat(49_000)}}}`,
      expected: { limit: 'variableDepth' },
    },
    {
      name: 'extensions that nobody reads',
      body: `{"query":"{ __typename }","extensions":{"x":${'['.repeat(49_000)}${']'.repeat(49_000)}}}`,
      expected: 'answer',
    },
  ],
};

import { nest, repeat, type Family } from '../hostile-request.ts';

const LINES = '\n'.repeat(40_000);
const FEWER_LINES = '\n'.repeat(4_900);
const long = 'q'.repeat(60_000);
const UNDECLARED = `{ search(filter: { ids: [${repeat(2_000, (at) => `$v${at}`)}] }) { __typename } }`;
const CONFLICTS = `{ items(first: 1) { ${nest(6, (inner) => `related(first: 1) { ${inner} } related(first: 2) { ${inner} }`, 'id: title id')} } }`;
const FILTERED = 'query($f: Filter) { search(filter: $f) { __typename } }';
const unknownKeys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`idss${at}`, 1]));

/** What costs more to refuse than to answer: errors are placed by line and column, and quote what was sent. */
export const refusals: Family = {
  name: 'refusals',
  requests: [
    { name: '40,000 lines before a hundred errors', query: `${LINES} ${UNDECLARED}`, expected: { limit: 'lines' } },
    {
      name: '4,900 lines before a hundred errors',
      query: `${FEWER_LINES} ${UNDECLARED}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '4,900 lines before a variable that is declared 1,200 times',
      query: `${FEWER_LINES} query(${'$v: Int '.repeat(1_200)}) { count(of: $v) }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '4,900 lines before conflicts of many fields',
      query: `${FEWER_LINES} ${CONFLICTS}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '4,900 lines before variables that do not fit',
      query: `${FEWER_LINES} ${FILTERED}`,
      variables: { f: unknownKeys(100) },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: '4,900 lines before 900 fields that are missing',
      query: `${FEWER_LINES} { items(first: 1) { ${'id '.repeat(700)} } }`,
      answer: '{"data":{"items":[{"__typename":"Kind1"}]}}',
      expected: 'answer',
    },
    {
      name: 'a hundred errors that quote 60,000 letters',
      query: `query ${long} ${UNDECLARED}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'variables that do not fit, and are quoted in each error',
      query: FILTERED,
      variables: { f: unknownKeys(6_000) },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'the same, where the gate reads them too',
      graph: 'tessera',
      query: 'query($f: CustomerFilter, $a: Boolean = true) { customers(filter: $f) { totalCount @include(if: $a) } }',
      variables: { f: unknownKeys(6_000) },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'a hundred errors in a list',
      query: 'query($k: [KindName!]) { search(kinds: $k) { __typename } }',
      variables: { k: Array.from({ length: 100 }, (_, at) => `${'X'.repeat(900)}${at}`) },
      expected: { code: 'BAD_USER_INPUT' },
    },
  ],
};

import type { Family } from '../hostile-request.ts';

const IMPORT = 'mutation($rows: [Row!]!) { importItems(rows: $rows) }';
const SEARCH = 'query($f: Filter) { search(filter: $f) { __typename } }';
const list = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at));
/** One that branches: `width` to the power of `depth` objects. */
const tree = (width: number, depth: number): object =>
  depth === 0 ? {} : { and: list(width, () => tree(width, depth - 1)) };

export const variables: Family = {
  name: 'variables',
  requests: [
    { name: '3,000 rows', query: IMPORT, variables: { rows: list(3_000, () => ({ title: 'x' })) }, expected: 'answer' },
    {
      name: '20,000 rows that are no rows',
      query: IMPORT,
      variables: { rows: list(40_000, () => 0) },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: '30,000 empty rows',
      query: IMPORT,
      variables: { rows: list(30_000, () => ({})) },
      expected: { code: 'BAD_USER_INPUT' },
    },
    { name: 'a tree of 6,000 filters', query: SEARCH, variables: { f: tree(2, 12) }, expected: 'answer' },
    {
      name: 'a list of 6,000 filters',
      query: SEARCH,
      variables: { f: { and: list(25_000, () => ({})) } },
      expected: 'answer',
    },
    {
      name: 'a value in place of a list, 90 times',
      query: SEARCH,
      variables: { f: list(48, () => 0).reduce<object>((and) => ({ and }), {}) },
      expected: 'answer',
    },
    {
      name: 'ids that are objects',
      query: SEARCH,
      variables: { f: { ids: list(20_000, () => ({})) } },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'a text of 95,000 characters where a number is wanted',
      query: 'query($n: Int) { count(of: $n) }',
      variables: { n: '9'.repeat(95_000) },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'dates that nearly are dates',
      graph: 'tessera',
      query: 'query($d: DateTime) { customers(filter: { createdFrom: $d }) { totalCount } }',
      variables: { d: `2024-01-01T00:00:00.${'0'.repeat(90_000)}x` },
      expected: 'answer',
    },
    {
      name: 'JSON of 30,000 lists',
      graph: 'tessera',
      role: 'SUPERADMIN',
      query: 'mutation($v: JSON!) { setSystemConfig(input: { key: "a", value: $v }) { key } }',
      variables: { v: list(30_000, () => []) },
      expected: 'answer',
    },
    {
      name: '7,500 variables that nobody declared',
      query: '{ __typename }',
      variables: Object.fromEntries(list(7_500, (at) => [`v${at}`, at])),
      expected: 'answer',
    },
    {
      name: 'one key 20,000 times',
      body: `{"query":"{ __typename }","variables":{${list(12_000, () => '"a":1').join()}}}`,
      expected: 'answer',
    },
    {
      name: 'one key 200 times, each a query',
      body: `{${list(3_000, () => '"query":"{ __typename }"').join()}}`,
      expected: 'answer',
    },
    {
      name: 'a body that ends too early',
      body: `{"query":"{ __typename }","variables":{"a":[${'1,'.repeat(40_000)}`,
      expected: { code: 'BAD_REQUEST' },
    },
    {
      name: 'numbers as keys',
      query: '{ __typename }',
      variables: Object.fromEntries(list(5_000, (at) => [String(4_294_967_294 - at * 800_000), 1])),
      expected: 'answer',
    },
  ],
};

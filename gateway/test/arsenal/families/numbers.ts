import type { Family } from '../hostile-request.ts';

const digits = '9'.repeat(90_000);
const COUNT = 'query($n: Int) { count(of: $n) }';
const ITEMS = 'query($n: Int) { items(first: $n) { related(first: $n) { id } } }';

export const numbers: Family = {
  name: 'numbers',
  requests: [
    {
      name: 'an integer of 90,000 digits',
      query: `{ count(of: ${digits}) }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'a fraction of 90,000 digits',
      query: `{ count(of: 0.${digits}) }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'an exponent of 90,000 digits',
      query: `{ count(of: 1e${digits}) }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    { name: 'an ID of 90,000 digits', query: `{ item(id: ${digits}) { id } }`, expected: 'answer' },
    {
      name: 'an integer of 90,000 digits in variables',
      body: `{"query":"${COUNT}","variables":{"n":${digits}}}`,
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'a fraction of 90,000 nines in variables, which is 1',
      body: `{"query":"${COUNT}","variables":{"n":0.${digits}}}`,
      expected: 'answer',
    },
    {
      name: 'a SafeInt of 90,000 digits',
      graph: 'tessera',
      query: `{ deals(filter: { minAmountMinor: ${digits} }) { totalCount } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    { name: 'pages of two billion', query: ITEMS, variables: { n: 2_147_483_647 }, expected: { limit: 'cost' } },
    {
      name: 'pages of two billion, as a literal',
      query: '{ items(first: 2147483647) { id } }',
      expected: { limit: 'cost' },
    },
    {
      name: 'a page of 90,000 digits',
      query: `{ items(first: ${digits}) { id } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    { name: 'a page of less than nothing', query: ITEMS, variables: { n: -2_147_483_648 }, expected: 'answer' },
    {
      name: 'a page that is not a number',
      query: ITEMS,
      variables: { n: 'NaN' },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'a page beyond infinity',
      body: `{"query":"${ITEMS}","variables":{"n":1e999}}`,
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'less than nothing for one list, everything for the next',
      query: '{ items(first: -1) { related(first: 2147483647) { id } } }',
      expected: 'answer',
    },
    { name: 'no page where one is wanted', query: ITEMS, variables: { n: null }, expected: 'answer' },
    {
      name: 'lists of unknown length within one another',
      query: '{ items { related { related { related { related { related { id } } } } } } }',
      expected: { limit: 'cost' },
    },
  ],
};

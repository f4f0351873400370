import { fill, repeat, type Family } from '../hostile-request.ts';

const COMMENT_LINE = '#\n';
const search = (value: string) => `{ search(text: ${value}) { __typename } }`;

export const longTexts: Family = {
  name: 'long texts',
  requests: [
    { name: 'a string of 95,000 characters', query: search(`"${'x'.repeat(95_000)}"`), expected: 'answer' },
    { name: 'a string of escapes', query: search(`"${'\\u0041'.repeat(12_000)}"`), expected: 'answer' },
    {
      name: 'a string that does not end',
      query: search(`"${'x'.repeat(95_000)}`),
      expected: { code: 'GRAPHQL_PARSE_FAILED' },
    },
    { name: 'a block string of empty lines', query: search(`"""${'\n'.repeat(4_900)}"""`), expected: 'answer' },
    {
      name: 'a block string whose lines are indented ever deeper',
      query: search(`"""${repeat(400, (at) => ' '.repeat(at % 240) + 'x', '\n')}"""`),
      expected: 'answer',
    },
    { name: 'a block string of quotes', query: search(`"""${'\\"""'.repeat(12_000)}"""`), expected: 'answer' },
    {
      name: 'a block string that does not end',
      query: search(`"""${'"" '.repeat(19_000)}`),
      expected: { code: 'GRAPHQL_PARSE_FAILED' },
    },
    {
      name: 'a block string of many more',
      query: search(`"""${'\n'.repeat(45_000)}"""`),
      expected: { limit: 'lines' },
    },
    { name: 'comments only', query: COMMENT_LINE.repeat(4_900), expected: { code: 'GRAPHQL_PARSE_FAILED' } },
    { name: 'comments before a query', query: `${'#'.repeat(90_000)}\n{ __typename }`, expected: 'answer' },
    { name: 'commas and spaces', query: `{ __typename ${', \t'.repeat(20_000)} }`, expected: 'answer' },
    {
      name: 'strings as many as there is room for',
      query: `{ search(filter: { ids: [${fill((at) => `"${at}"`, 70_000)}] }) { __typename } }`,
      expected: { limit: 'tokens' },
    },
    { name: 'emoji', query: search(`"${'👩‍👩‍👧‍👦'.repeat(3_800)}"`), expected: 'answer' },
    {
      name: 'halves of emoji',
      query: search(`"${'\ud83d'.repeat(15_000)}"`),
      expected: { code: 'GRAPHQL_PARSE_FAILED' },
    },
    {
      name: 'halves of emoji in variables',
      body: `{"query":"query($t: String) { search(text: $t) { __typename } }","variables":{"t":"${'\\ud83d'.repeat(15_000)}"}}`,
      expected: 'answer',
    },
    {
      name: 'letters that no name has',
      query: `{ ${'名'.repeat(30_000)} }`,
      expected: { code: 'GRAPHQL_PARSE_FAILED' },
    },
    { name: 'zero bytes', query: `{ ${'\u0000'.repeat(15_000)} }`, expected: { code: 'GRAPHQL_PARSE_FAILED' } },
    {
      name: 'marks of direction and order',
      query: `\ufeff${'\ufeff\u200f'.repeat(14_000)}{ __typename }`,
      expected: { code: 'GRAPHQL_PARSE_FAILED' },
    },
  ],
};

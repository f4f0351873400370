import { repeat, type Family } from '../hostile-request.ts';

const ALIASES = Array.from({ length: 90 }, (_, at) => `a${at}`);
const items = (count: number, fields: string) =>
  `{"data":{"items":[${repeat(count, (at) => `{"__typename":"Kind${at % 24}",${fields}}`, ',')}]}}`;
const QUERY = `{ items(first: 49000) { id title ${ALIASES.map((alias) => `${alias}: title`).join(' ')} } }`;

/** What a few bytes may ask for, and subgraphs do answer. */
export const largeAnswers: Family = {
  name: 'large answers',
  requests: [
    {
      name: '49,000 objects',
      query: '{ items(first: 49000) { id title } }',
      answer: items(49_000, '"id":"1","title":"x"'),
      expected: 'answer',
    },
    {
      name: '4 MB of small fields',
      query: QUERY,
      answer: items(4_400, `"id":"1","title":"x",${ALIASES.map((alias) => `"${alias}":"x"`).join()}`),
      expected: 'answer',
    },
    {
      name: '4 MB of long texts',
      query: QUERY,
      answer: items(1_000, `"id":"1","title":"${'x'.repeat(4_000)}"`),
      expected: 'answer',
    },
    {
      name: '4 MB of texts that have to be escaped',
      query: QUERY,
      answer: items(1_000, `"id":"1","title":"${'\\u0001\\n'.repeat(500)}"`),
      expected: 'answer',
    },
    {
      name: '49,000 nulls where none may be',
      query: QUERY,
      answer: `{"data":{"items":[${repeat(49_000, () => 'null', ',')}]}}`,
      expected: 'answer',
    },
    {
      name: '24,000 objects that lack a field',
      query: '{ items(first: 24000) { title owner { id } } }',
      answer: items(24_000, '"owner":{}'),
      expected: 'answer',
    },
    {
      name: '49,000 errors',
      query: QUERY,
      answer: `{"data":{"items":[]},"errors":[${repeat(49_000, (at) => `{"message":"no","path":["items",${at},"title"]}`, ',')}]}`,
      expected: 'answer',
    },
    {
      name: '20,000 entities of another subgraph',
      query: '{ items(first: 20000) { id views } }',
      answer: items(20_000, '"id":"1"'),
      expected: 'answer',
    },
    {
      name: '20,000 different entities of another subgraph',
      query: '{ items(first: 20000) { id views } }',
      answer: `{"data":{"items":[${repeat(20_000, (at) => `{"__typename":"Kind${at % 24}","id":"${at}"}`, ',')}]}}`,
      expected: 'answer',
    },
    {
      name: 'lists in lists without end',
      query: QUERY,
      answer: `{"data":{"items":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      expected: 'answer',
    },
  ],
};

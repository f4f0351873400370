import { createHash } from 'node:crypto';
import { repeat, type Family } from '../hostile-request.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } });
const LONG = `{ item(id: 1) { ${repeat(60, (at) => `a${at}: id`)} } } #${'x'.repeat(90_000)}`;

export const waysIn: Family = {
  name: 'ways in',
  requests: [
    {
      name: 'a query of 12 kB in the address',
      search: `?query=${encodeURIComponent(`{ item(id: 1) { ${repeat(99, (at) => `${'a'.repeat(80)}${at}: id`)} } }`)}`,
      expected: 'answer',
    },
    {
      name: 'exponential fragments in the address',
      search: `?query=${encodeURIComponent(`{ ...F0 } ${repeat(30, (at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`)} fragment F30 on Query { __typename }`)}`,
      expected: { limit: 'selections' },
    },
    {
      name: 'deep variables in the address',
      search: `?query={__typename}&variables={"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`,
      expected: { limit: 'variableDepth' },
    },
    {
      name: '1,000 queries in the address',
      search: `?${repeat(700, () => 'query={__typename}', '&')}`,
      expected: { code: 'BAD_REQUEST' },
    },
    {
      name: 'a hash that nobody knows',
      extensions: persisted('0'.repeat(64)),
      expected: { code: 'PERSISTED_QUERY_NOT_FOUND' },
    },
    {
      name: 'a hash of 90,000 letters',
      extensions: persisted('a'.repeat(90_000)),
      expected: { code: 'PERSISTED_QUERY_NOT_FOUND' },
    },
    {
      name: 'a hash that is an object',
      extensions: persisted({ toString: 1 }),
      expected: { code: 'PERSISTED_QUERY_NOT_FOUND' },
    },
    {
      name: 'a hash that is not of this document',
      body: JSON.stringify({ query: LONG, extensions: persisted('0'.repeat(64)) }),
      expected: { code: 'BAD_REQUEST' },
    },
    {
      name: 'a document of 90,000 letters to be kept',
      body: JSON.stringify({ query: LONG, extensions: persisted(hashOf(LONG)) }),
      expected: 'answer',
    },
    {
      name: 'a batch of 3,000',
      body: `[${repeat(3_000, () => '{"query":"{ __typename }"}', ',')}]`,
      expected: { code: 'BAD_REQUEST' },
    },
    { name: 'a body that is a number', body: '9'.repeat(90_000), expected: { code: 'BAD_REQUEST' } },
    { name: 'a body that is no JSON', body: '\\"'.repeat(45_000), expected: { code: 'BAD_REQUEST' } },
    { name: 'a body of spaces', body: `${' '.repeat(90_000)}{"query":"{ __typename }"}`, expected: 'answer' },
  ],
};

import { fill, repeat, type Family } from '../hostile-request.ts';

const long = 'q'.repeat(90_000);

export const unknownNames: Family = {
  name: 'unknown names',
  requests: [
    {
      name: '980 unknown fields',
      graph: 'tessera',
      query: `{ tenant { ${repeat(980, (at) => `memberhsip${at}`)} } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'as many unknown fields as there is room for',
      graph: 'tessera',
      query: `{ ${fill((at) => `x${at}`)} }`,
      expected: { limit: 'tokens' },
    },
    {
      name: 'unknown fields of long names, each like many others',
      query: `{ items(first: 1) { ${repeat(99, (at) => `${'relatedItem'.repeat(80)}${at}`)} } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'a field of 90,000 letters',
      graph: 'tessera',
      query: `{ ${long} }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'a type of 90,000 letters',
      query: `{ ... on ${long} { id } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    { name: 'an alias of 90,000 letters', query: `{ ${long}: __typename }`, expected: 'answer' },
    {
      name: 'unknown arguments',
      graph: 'tessera',
      query: `{ customers(${repeat(1_200, (at) => `firts${at}: 1`)}) { totalCount } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'unknown types of fragments',
      query: `{ item(id: 1) { ${repeat(300, (at) => `... on Kinf${at} { id }`)} } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'unknown values of an enum',
      query: `{ search(kinds: [${repeat(4_000, (at) => `KIMD${at}`)}]) { __typename } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'unknown values of an enum, in variables',
      query: 'query($k: [KindName!]) { search(kinds: $k) { __typename } }',
      variables: { k: Array.from({ length: 9_000 }, (_, at) => `KIMD${at}`) },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'one unknown value of an enum, of 90,000 letters',
      query: 'query($k: [KindName!]) { search(kinds: $k) { __typename } }',
      variables: { k: [long] },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'unknown fields of an input object, in variables',
      query: 'query($f: Filter) { search(filter: $f) { __typename } }',
      variables: { f: Object.fromEntries(Array.from({ length: 6_000 }, (_, at) => [`idss${at}`, 1])) },
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'unknown fields of an input object',
      query: `{ search(filter: { ${repeat(1_600, (at) => `idss${at}: 1`)} }) { __typename } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'an operation of 90,000 letters that is not there',
      query: 'query A { __typename }',
      operationName: long,
      expected: { code: 'OPERATION_RESOLUTION_FAILURE' },
    },
  ],
};

import { fill, repeat, type Family } from '../hostile-request.ts';

export const definitions: Family = {
  name: 'definitions',
  requests: [
    {
      name: '1,200 variables',
      query: `query(${repeat(1_200, (at) => `$v${at}: Int`)}) { count(of: $v0) }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '600 variables that are used',
      variables: Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`v${at}`, 'x'])),
      query: `query(${repeat(600, (at) => `$v${at}: ID!`)}) { search(filter: { ids: [${repeat(600, (at) => `$v${at}`)}] }) { __typename } }`,
      expected: 'answer',
    },
    {
      name: 'one variable 1,200 times',
      query: `query(${'$v: Int '.repeat(1_200)}) { count(of: $v) }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '2,400 variables that nothing declares',
      query: `{ search(filter: { ids: [${repeat(2_400, (at) => `$v${at}`)}] }) { __typename } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '600 unused fragments',
      query: `{ items(first: 1) { id } } ${repeat(600, (at) => `fragment F${at} on Item { id }`)}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '600 fragments of one name',
      query: `{ items(first: 1) { ...F } } ${repeat(600, () => 'fragment F on Item { id }')}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '50 operations, each with all fragments',
      query: `${repeat(50, (at) => `query Q${at} { items(first: 1) { ...F0 } }`)} ${repeat(100, (at) => `fragment F${at} on Item { id ${at < 99 ? `...F${at + 1}` : ''} }`)}`,
      operationName: 'Q7',
      expected: 'answer',
    },
    {
      name: '50 operations, each with all variables',
      query: `${repeat(50, (at) => `query Q${at}(${repeat(8, (v) => `$v${v}: ID!`)}) { ...F }`)} fragment F on Query { search(filter: { ids: [${repeat(500, (at) => `$v${at % 8}`)}] }) { __typename } }`,
      operationName: 'Q7',
      variables: Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`v${at}`, 'x'])),
      expected: 'answer',
    },
    {
      name: '800 operations',
      query: repeat(800, (at) => `query Q${at} { __typename }`),
      operationName: 'Q7',
      expected: { limit: 'operations' },
    },
    {
      name: 'types in place of operations',
      query: repeat(600, (at) => `type T${at} { a: Int }`),
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'extensions of types',
      query: `{ __typename } ${repeat(400, (at) => `extend type T${at} @x { a: Int }`)}`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'nothing but fragments',
      query: fill((at) => `fragment F${at} on Item { id }`, 15_000),
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  ],
};

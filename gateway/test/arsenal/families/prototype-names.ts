import type { Family } from '../hostile-request.ts';

const SEARCH = 'query($f: Filter) { search(filter: $f) { __typename } }';
const raw = (variables: string, query = SEARCH) => `{"query":${JSON.stringify(query)},"variables":${variables}}`;

export const prototypeNames: Family = {
  name: 'names of the prototype',
  requests: [
    {
      name: '__proto__ among the variables',
      body: raw('{"__proto__":{"f":{"text":"x"}},"constructor":{"prototype":{"f":1}}}'),
      expected: 'answer',
    },
    {
      name: '__proto__ in an input object',
      body: raw('{"f":{"__proto__":{"text":"x"}}}'),
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'constructor in an input object',
      body: raw('{"f":{"constructor":{"prototype":{}}}}'),
      expected: { code: 'BAD_USER_INPUT' },
    },
    {
      name: 'a variable called __proto__',
      body: raw('{"__proto__":3}', 'query($__proto__: Int) { count(of: $__proto__) }'),
      expected: 'answer',
    },
    {
      name: 'a variable called constructor',
      body: raw('{}', 'query($constructor: Int) { count(of: $constructor) }'),
      expected: 'answer',
    },
    {
      name: 'aliases',
      query:
        '{ __proto__: items(first: 1) { constructor: title __proto__: id hasOwnProperty: id toString: title } constructor: __typename }',
      expected: 'answer',
    },
    {
      name: 'fragments and operations',
      query:
        'query constructor { ...__proto__ } fragment __proto__ on Query { ...toString } fragment toString on Query { __typename }',
      operationName: 'constructor',
      expected: 'answer',
    },
    {
      name: 'fields',
      query: '{ constructor __proto__ { id } items { toString } }',
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'arguments and directives',
      query: '{ count(__proto__: 1, constructor: 2) @constructor(__proto__: 1) }',
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'types',
      query: '{ items { ... on constructor { id } ... on __proto__ { id } } }',
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'an operation of that name',
      query: 'query A { __typename }',
      operationName: '__proto__',
      expected: { code: 'OPERATION_RESOLUTION_FAILURE' },
    },
    {
      name: 'the body itself',
      body: '{"__proto__":{"query":"{ __typename }"},"constructor":1}',
      expected: { code: 'BAD_REQUEST' },
    },
  ],
};

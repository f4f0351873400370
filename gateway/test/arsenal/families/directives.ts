import { fill, repeat, type Family } from '../hostile-request.ts';

export const directives: Family = {
  name: 'directives',
  requests: [
    {
      name: 'as many as there is room for on one field',
      query: `{ item(id: 1) { id ${fill(() => '@include(if: true)')} } }`,
      expected: { limit: 'tokens' },
    },
    {
      name: '600 on one field',
      query: `{ item(id: 1) { id ${'@include(if: true) '.repeat(600)} } }`,
      expected: { limit: 'directives' },
    },
    {
      name: '800 unknown ones',
      query: `{ item(id: 1) { id ${repeat(800, (at) => `@x${at}`)} } }`,
      expected: { limit: 'directives' },
    },
    {
      name: '100 unknown ones on one field',
      query: `{ item(id: 1) { id ${repeat(100, (at) => `@includ${at}`)} } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: '1,600 on a variable',
      query: `query($a: Int ${'@x '.repeat(1_600)}) { count(of: $a) }`,
      expected: { limit: 'directives' },
    },
    {
      name: '600 on an operation',
      query: `query ${'@skip(if: true) '.repeat(600)} { item(id: 1) { id } }`,
      expected: { limit: 'directives' },
    },
    {
      name: 'conditions by 90 variables on one level',
      query: `query(${repeat(90, (at) => `$v${at}: Boolean = true`)}) { item(id: 1) { ${repeat(90, (at) => `... on Item @include(if: $v${at}) { related(first: 1) { id } }`)} } }`,
      expected: 'answer',
    },
    {
      name: 'conditions by 20 variables within one another, over subgraphs',
      query: `query(${repeat(36, (at) => `$v${at}: Boolean = true`)}) { item(id: 1) { ${repeat(36, (at) => `... on Kind${at % 12} @include(if: $v${at}) @skip(if: $v${(at * 7) % 36}) { views comments { id } owner { followers(first: 1) { id } name } }`)} } }`,
      expected: 'answer',
    },
    {
      name: 'conditions on every part of a query over subgraphs',
      graph: 'tessera',
      query: `query(${repeat(24, (at) => `$v${at}: Boolean = true`)}) { me { ${repeat(24, (at) => `... @include(if: $v${at}) { tenant @skip(if: $v${(at + 1) % 24}) { customers(first: 1) { nodes { owner @include(if: $v${(at + 2) % 24}) { profile { locale } email } } } company { name } } }`)} } }`,
      expected: 'answer',
    },
  ],
};

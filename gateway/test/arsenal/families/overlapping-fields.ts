import { nest, repeat, type Family } from '../hostile-request.ts';

export const overlappingFields: Family = {
  name: 'overlapping fields',
  requests: [
    {
      name: 'one field 990 times',
      graph: 'tessera',
      query: `{ me { ${'id '.repeat(990)} } }`,
      expected: { limit: 'comparisons' },
    },
    {
      name: 'one field 700 times',
      graph: 'tessera',
      query: `{ me { ${'id '.repeat(700)} } }`,
      expected: 'answer',
    },
    {
      name: 'the same nested field again and again',
      query: `{ items(first: 1) { ${repeat(160, () => 'related(first: 1) { owner { id } }')} } }`,
      expected: 'answer',
    },
    {
      name: 'doubled at every level',
      query: `{ items(first: 1) { ${nest(7, (inner) => `related(first: 1) { ${inner} } related(first: 1) { ${inner} }`, 'id')} } }`,
      expected: 'answer',
    },
    {
      name: 'fragments compared with one another',
      query: `{ items(first: 1) { ${repeat(90, (at) => `...F${at}`)} } } ${repeat(90, (at) => `fragment F${at} on Item { id title related(first: 1) { id title } }`)}`,
      expected: 'answer',
    },
    {
      name: 'fragments compared with one another, each with all the rest',
      query: `{ items(first: 1) { ...F0 related(first: 1) { ...F0 } } } ${repeat(23, (at) => `fragment F${at} on Item { id owner { id } ${repeat(22 - at < 0 ? 0 : Math.min(1, 22 - at), (to) => `...F${at + to + 1}`)} }`)}`,
      expected: 'answer',
    },
    {
      name: 'arguments that differ in the last item of a long list',
      query: `{ ${repeat(30, (at) => `search(filter: { ids: [${'"x" '.repeat(100)} "${at}"] }) { __typename }`)} }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
    {
      name: 'arguments that are the same, and long',
      query: `{ ${repeat(30, () => `search(filter: { ids: [${repeat(150, (at) => `"${at}"`)}] }) { __typename }`)} }`,
      expected: 'answer',
    },
    {
      name: 'a nested field 400 times, at each of 24 types',
      query: `{ item(id: 1) { ${repeat(400, () => 'related(first: 1) { id }')} } }`,
      expected: 'answer',
    },
    {
      name: 'long texts that are compared with one another',
      query: `{ item(id: 1) { ${repeat(300, () => `related(first: 1, filter: { text: "${'x'.repeat(260)}" }) { id }`)} } }`,
      expected: 'answer',
    },
    {
      name: 'conflicts, each told with its reasons',
      query: `{ items(first: 1) { ${repeat(240, (at) => `x: ${at % 2 ? 'id' : 'title'}`)} } }`,
      expected: { limit: 'aliases' },
    },
    {
      name: 'conflicts below fields that are conflicts themselves',
      query: `{ items(first: 1) { ${nest(6, (inner) => `related(first: 1) { ${inner} } related(first: 2) { ${inner} }`, 'id: title id')} } }`,
      expected: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  ],
};

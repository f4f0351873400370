import { getIntrospectionQuery } from 'graphql';
import { nest, repeat, type Family } from '../hostile-request.ts';

const REFUSED = { code: 'GRAPHQL_VALIDATION_FAILED' } as const;

export const introspection: Family = {
  name: 'introspection',
  requests: [
    {
      name: 'types of fields of types of fields',
      graph: 'tessera',
      query: `{ __schema { types { ${nest(4, (inner) => `fields { type { ${inner} } }`, 'name')} } } }`,
      expected: REFUSED,
    },
    {
      name: '300 levels of ofType',
      graph: 'tessera',
      query: `{ __schema { types { ${nest(300, (inner) => `ofType { ${inner} }`, 'name')} } } }`,
      expected: { limit: 'depth' },
    },
    {
      name: 'possible types of interfaces of possible types',
      query: `{ __schema { types { ${nest(8, (inner) => `possibleTypes { interfaces { ${inner} } }`, 'name')} } } }`,
      expected: REFUSED,
    },
    {
      name: 'a type by 90 aliases',
      query: `{ ${repeat(29, (at) => `a${at}: __type(name: "Item") { fields { type { fields { type { fields { name } } } } } }`)} }`,
      expected: REFUSED,
    },
    {
      name: 'the whole schema ten times',
      graph: 'tessera',
      query: getIntrospectionQuery().replace(
        '__schema {',
        () => `${repeat(9, (at) => `a${at}: __schema { types { ...FullType } }`)} __schema {`,
      ),
      expected: { limit: 'selections' },
    },
    {
      name: 'within a fragment that is never included',
      query: '{ ...F @include(if: false) } fragment F on Query { __schema { types { name } } }',
      expected: REFUSED,
    },
    { name: 'the schema of a subgraph', query: '{ _service { sdl } }', expected: REFUSED },
    {
      name: '_entities of 5,000 representations',
      query: 'query($r: [_Any!]!) { _entities(representations: $r) { ... on User { id } } }',
      variables: { r: Array.from({ length: 3_000 }, (_, id) => ({ __typename: 'User', id })) },
      expected: REFUSED,
    },
    {
      name: '_entities by 900 names',
      query: `{ ${repeat(29, (at) => `_entities${at}: _entities(representations: []) { __typename }`)} }`,
      expected: REFUSED,
    },
    {
      name: '90 aliases that are called _entities',
      query: `{ items(first: 1) { ${repeat(90, (at) => `_entities${at}: related(first: 1) { id }`)} } }`,
      expected: 'answer',
    },
  ],
};

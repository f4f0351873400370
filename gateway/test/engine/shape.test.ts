import { describe, expect, it } from '@jest/globals';
import { executeSync, parse } from 'graphql';
import { shape, shaper, STORY_SCHEMA } from './support/shape.ts';

const ADA = { __typename: 'Hero', id: 'h1', name: 'Ada', friends: [{ __typename: 'Droid', id: 'd1', name: 'R2' }] };

describe('the keys of an answer', () => {
  it('stand in the order of the query, under their aliases, whatever the order of the data', () => {
    expect(shape('{ hero { called: name id } label }', { label: 'x', hero: { extra: 1, id: 'h1', called: 'Ada' } })).toEqual(
      { data: '{"hero":{"called":"Ada","id":"h1"},"label":"x"}', errors: [] },
    );
  });

  it('stand where their field was first asked for, with all that was asked of it', () => {
    const query = `
      { hero { ...Short friends { id } } hero { age friends { name } } }
      fragment Short on Hero { friends { __typename } ... on Being { name } ...Short2 }
      fragment Short2 on Node { id ... on Hero { name } }`;
    expect(shape(query, { hero: { ...ADA, age: 36 } }).data).toBe(
      '{"hero":{"friends":[{"__typename":"Droid","id":"d1","name":"R2"}],"name":"Ada","id":"h1","age":36}}',
    );
  });

  it('may have the names that every JavaScript object has, and are then its own only', () => {
    const query = '{ hero { __proto__: name constructor: id toString: role valueOf: age } hasOwnProperty: label }';
    const own = JSON.parse('{ "__proto__": "Ada", "constructor": "h1", "toString": "COOK", "valueOf": 3 }');
    const nothing = '{"__proto__":"Ada","constructor":"h1","toString":null,"valueOf":null}';
    expect(shape(query, { hero: own }).data).toBe(
      '{"hero":{"__proto__":"Ada","constructor":"h1","toString":"COOK","valueOf":3},"hasOwnProperty":null}',
    );
    const bare = JSON.parse('{ "__proto__": "Ada", "constructor": "h1" }');
    expect(shape(query, { hero: bare }).data).toBe(`{"hero":${nothing},"hasOwnProperty":null}`);
  });

  it('are missing where nothing is included', () => {
    expect(shape('{ hero { id @skip(if: true) } }', { hero: ADA }).data).toBe('{"hero":{}}');
    expect(shape('{ label @include(if: false) }', {}).data).toBe('{}');
  });
});

describe('@skip and @include', () => {
  const query = `
    query ($deep: Boolean = false, $named: Boolean!) {
      hero { id ...F @include(if: $deep) name @skip(if: $named) @include(if: true) ... @skip(if: $deep) { __typename } }
    }
    fragment F on Hero { friends { id @skip(if: $named) __typename } name }`;

  it('follow the variables and their defaults, request by request', () => {
    const answer = shaper(query);
    const data = { hero: ADA };
    const given = (variables: Record<string, unknown>) => answer(data, { variables }).data;
    expect(given({ named: true })).toBe('{"hero":{"id":"h1","__typename":"Hero"}}');
    expect(given({ named: false })).toBe('{"hero":{"id":"h1","name":"Ada","__typename":"Hero"}}');
    expect(given({ named: true, deep: true })).toBe('{"hero":{"id":"h1","friends":[{"__typename":"Droid"}],"name":"Ada"}}');
    expect(given({ named: false, deep: true })).toBe(
      '{"hero":{"id":"h1","friends":[{"id":"d1","__typename":"Droid"}],"name":"Ada"}}',
    );
    expect(given({ named: true })).toBe('{"hero":{"id":"h1","__typename":"Hero"}}');
  });

  it('stay right with more combinations than are kept', () => {
    const flags = ['a', 'b', 'c', 'd', 'e'];
    const answer = shaper(
      `query (${flags.map((flag) => `$${flag}: Boolean!`).join()}) {
        __typename ${flags.map((flag) => `${flag}: label @include(if: $${flag})`).join(' ')} }`,
    );
    const all = Object.fromEntries(flags.map((flag) => [flag, 'x']));
    for (let bits = 0; bits < 64; bits++) {
      const included = flags.filter((_, at) => (bits >> at) & 1);
      const variables = Object.fromEntries(flags.map((flag) => [flag, included.includes(flag)]));
      expect(Object.keys(JSON.parse(answer(all, { variables }).data) as object)).toEqual(['__typename', ...included]);
    }
  });
});

describe('__typename', () => {
  it('is there at the root of each kind, and under aliases', () => {
    expect(shape('{ __typename what: __typename }', {}).data).toBe('{"__typename":"Query","what":"Query"}');
    expect(shape('mutation { m: __typename rename(name: "x") { t: __typename } }', { rename: {} }).data).toBe(
      '{"m":"Mutation","rename":{"t":"Hero"}}',
    );
  });

  it('is what the object is, whether or not the data says it again', () => {
    const query = '{ being { t: __typename name u: __typename } }';
    expect(shape(query, { being: ADA }).data).toBe('{"being":{"t":"Hero","name":"Ada","u":"Hero"}}');
  });
});

describe('introspection', () => {
  const query = `
    query ($type: String!, $all: Boolean = true) {
      label
      mine: __type(name: $type) { ...T fields(includeDeprecated: $all) { name } }
      none: __type(name: "Secret") { name }
      __schema { queryType { ...T } }
    }
    fragment T on __Type { kind name }`;

  it('is what graphql-js says of the API schema, in its place among the data', () => {
    const variableValues = { type: 'Ship' };
    const rootValue = { label: 'x' };
    const { data } = executeSync({ schema: STORY_SCHEMA, document: parse(query), rootValue, variableValues });
    const answer = shaper(query);
    expect(answer({ label: 'x' }, { variables: { type: 'Ship' } })).toEqual({ data: JSON.stringify(data), errors: [] });
    expect(answer({ label: 'x' }, { variables: { type: 'Hero' } }).data).toContain('"mine":{"kind":"OBJECT","name":"Hero"');
  });

  it('does not look at what a subgraph says of itself', () => {
    const leaked = { __schema: { queryType: { name: 'Leaked' } } };
    expect(shape('{ __schema { queryType { name } } }', leaked).data).toBe('{"__schema":{"queryType":{"name":"Query"}}}');
  });
});

it('shapes an operation that is hundreds of levels deep', () => {
  const depth = 800;
  const query = `{ hero { ${'rival { '.repeat(depth)} id ${'}'.repeat(depth)} } }`;
  let hero: Record<string, unknown> = { id: 'last' };
  for (let level = 0; level < depth; level++) hero = { rival: hero };
  expect(shape(query, { hero }).data).toBe(
    `{"hero":${'{"rival":'.repeat(depth)}{"id":"last"}${'}'.repeat(depth)}}`,
  );
});

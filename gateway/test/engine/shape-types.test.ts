import { describe, expect, it } from '@jest/globals';
import { outage, shape } from './support/shape.ts';

const INTERNAL = { code: 'INTERNAL_SERVER_ERROR' };

describe('an object of an interface or a union', () => {
  it('has the fields of the fragments on its type and on what its type implements', () => {
    const query = `{ beings {
      ... on Hero { age ...OnNode } ... on Droid { function } ...OnBeing ... { id } } }
      fragment OnBeing on Being { name } fragment OnNode on Node { id __typename }`;
    const beings = [
      { __typename: 'Hero', id: 'h', name: 'Ada', age: 36, function: 'none' },
      { __typename: 'Droid', id: 'd', name: 'R2', function: 'repair', age: 5 },
    ];
    expect(shape(query, { beings }).data).toBe(
      '{"beings":[{"age":36,"id":"h","__typename":"Hero","name":"Ada"},{"function":"repair","name":"R2","id":"d"}]}',
    );
  });

  it('may be met in a union, and under one name with another field', () => {
    const query = '{ cargo { ... on Hero { what: age } ... on Ship { what: id } ... on Node { id } __typename } }';
    expect(shape(query.replace('what: id', 'other: id'), { cargo: { __typename: 'Ship', id: 's', other: 's' } }).data).toBe(
      '{"cargo":{"other":"s","id":"s","__typename":"Ship"}}',
    );
  });

  it.each([
    ['is not in the API schema', 'Spy', 'Abstract type "Being" was resolved to a type that does not exist inside the schema.'],
    ['is no possible one', 'Ship', 'Runtime Object type "Ship" is not a possible type for "Being".'],
    ['is an interface above', 'Node', 'Abstract type "Being" was resolved to a type that does not exist inside the schema.'],
    ['is no name', 7, 'Abstract type "Being" was resolved to a type that does not exist inside the schema.'],
  ])('is null with an error where its type %s', (_, __typename, message) => {
    const { data, errors } = shape('{ being { id } label }', { being: { __typename, id: 'x' }, label: 'y' });
    expect(data).toBe('{"being":null,"label":"y"}');
    const locations = [{ line: 1, column: 3 }];
    expect(errors).toEqual([{ message, path: ['being'], locations, extensions: INTERNAL }]);
  });
});

/** A subgraph with `@interfaceObject` knows an interface as an object type, and says its name as `__typename`. */
describe('an object that is known by its interface alone', () => {
  const being = { __typename: 'Being', id: 'b', name: 'Someone' };

  it('has the fields of the interface, and none of its implementations', () => {
    const query = '{ being { name ... on Node { id } ... on Hero { age } } }';
    expect(shape(query, { being })).toEqual({ data: '{"being":{"name":"Someone","id":"b"}}', errors: [] });
  });

  it('may stand where an interface above is asked for', () => {
    expect(shape('{ node { id ... on Being { name } } }', { node: being }).data).toBe(
      '{"node":{"id":"b","name":"Someone"}}',
    );
  });

  it('cannot say its __typename: null, and whose fault it is if nothing has told', () => {
    const query = '{ being { id what: __typename } }';
    const silent = shape(query, { being: { ...being, what: 'Being' } });
    expect(silent.data).toBe('{"being":null}');
    expect(silent.errors).toMatchObject([
      { message: 'Cannot return null for non-nullable field Being.__typename.', path: ['being', 'what'] },
    ]);
    expect(shape(query, { being }, { errors: [outage(['being'])] }).errors).toHaveLength(1);
  });
});

/** The planner asks for no `__typename` where the field has an object type in the subgraph. */
describe('an object without __typename', () => {
  it('has what its field says', () => {
    expect(shape('{ being { name id } }', { being: { id: 'b', name: 'Someone' } })).toEqual({
      data: '{"being":{"name":"Someone","id":"b"}}',
      errors: [],
    });
  });

  it('is of the type that it has under an alias', () => {
    const query = '{ being { what: __typename ... on Droid { battery } ... on Hero { age } } }';
    expect(shape(query, { being: { what: 'Hero', age: null } }).data).toBe('{"being":{"what":"Hero","age":null}}');
  });

  it('is of the type whose fragments its fields fill', () => {
    const query = '{ beings { id ... on Droid { battery function } ... on Hero { age friends { ... on Droid { battery } } } } }';
    const beings = [{ id: 'h', age: 36, friends: [{ battery: 3 }] }, { id: 'd', battery: 7, function: 'repair' }, { id: 'x' }];
    expect(shape(query, { beings }).data).toBe(
      '{"beings":[{"id":"h","age":36,"friends":[{"battery":3}]},{"id":"d","battery":7,"function":"repair"},{"id":"x"}]}',
    );
  });

  it('is not looked at for it where its field has an object type', () => {
    expect(shape('{ hero { id __typename } }', { hero: { __typename: 'Renamed', id: 'h' } }).data).toBe(
      '{"hero":{"id":"h","__typename":"Hero"}}',
    );
  });
});

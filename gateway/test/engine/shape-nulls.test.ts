import { describe, expect, it } from '@jest/globals';
import { getOperationAST, GraphQLError, parse } from 'graphql';
import { compileShape } from '../../src/engine/shape/compile-shape.ts';
import { outage, shape, STORY_SCHEMA } from './support/shape.ts';

const INTERNAL = { code: 'INTERNAL_SERVER_ERROR' };
const UNAVAILABLE = { code: 'UNAVAILABLE', service: 'ships' };
const forbidden = (coordinate: string) => `Cannot return null for non-nullable field ${coordinate}.`;

describe('a null that may not be', () => {
  it.each([
    ['a field', '{ hero { id name } }', { hero: { id: 'h1', name: null } }, '{"hero":null}', 'Hero.name', ['hero', 'name']],
    ['a missing field', '{ hero { id } }', { hero: {} }, '{"hero":null}', 'Hero.id', ['hero', 'id']],
    [
      'an item of a list',
      '{ hero { tags } label }',
      { hero: { tags: ['a', null, 'c'] }, label: 'x' },
      '{"hero":null,"label":"x"}',
      'Hero.tags',
      ['hero', 'tags', 1],
    ],
    [
      'an item of a list in a list',
      '{ hero { grid } }',
      { hero: { grid: [[1], [2, null], [3]] } },
      '{"hero":{"grid":[[1],null,[3]]}}',
      'Hero.grid',
      ['hero', 'grid', 1, 1],
    ],
    ['the root', '{ label strictHero { id } }', { label: 'x' }, 'null', 'Query.strictHero', ['strictHero']],
    [
      'something deep below the root',
      '{ strictHero { ship { cargo { ... on Ship { id } } } } }',
      { strictHero: { ship: { cargo: null } } },
      'null',
      'Ship.cargo',
      ['strictHero', 'ship', 'cargo'],
    ],
    [
      'a field of an object in a list',
      '{ hero { ship { cargo { ... on Ship { id } } } } }',
      { hero: { ship: { cargo: [null, { __typename: 'Ship', id: null }, { __typename: 'Ship', id: 's' }] } } },
      '{"hero":{"ship":{"cargo":[null,null,{"id":"s"}]}}}',
      'Ship.id',
      ['hero', 'ship', 'cargo', 1, 'id'],
    ],
  ])('takes with it what is around, up to where null may be: %s', (_, query, data, text, coordinate, path) => {
    const answer = shape(query, data);
    expect(answer.data).toBe(text);
    expect(answer.errors).toMatchObject([{ message: forbidden(coordinate), path, extensions: INTERNAL }]);
  });

  it('is told of once, and what comes after it in the same object is not looked at', () => {
    const { errors } = shape('{ hero { id name age } }', { hero: { age: 'old' } });
    expect(errors.map(({ path }) => path)).toEqual([['hero', 'id']]);
  });

  it('names the field by the type that the object is', () => {
    const { errors } = shape('{ being { called: name } }', { being: { __typename: 'Droid' } });
    expect(errors).toMatchObject([{ message: forbidden('Droid.name'), path: ['being', 'called'] }]);
  });
});

describe('a gathered error explains a null', () => {
  const query = '{ hero { ship { id } } label }';

  it.each([
    ['at its place', ['hero', 'ship']],
    ['above it', ['hero']],
    ['below it', ['hero', 'ship', 'id']],
  ])('%s', (_, path) => {
    const { data, errors } = shape(query, { hero: { ship: null } }, { errors: [outage(path)] });
    expect(data).toBe('{"hero":null,"label":null}');
    expect(errors).toMatchObject([{ message: outage().message, path, extensions: UNAVAILABLE }]);
  });

  it.each([
    ['beside it', ['label']],
    ['at no place', undefined],
    ['at the root', []],
  ])('but not %s', (_, path) => {
    const { errors } = shape(query, { hero: { ship: null } }, { errors: [outage(path)] });
    expect(errors.map(({ message }) => message)).toEqual([outage().message, forbidden('Hero.ship')]);
  });

  it('in its own item of a list only', () => {
    const data = { beings: [{ __typename: 'Hero', friends: [{ __typename: 'Droid' }, { __typename: 'Droid' }] }] };
    const { errors } = shape('{ beings { friends { id } } }', data, { errors: [outage(['beings', 0, 'friends', 1])] });
    expect(errors.map(({ path }) => path)).toEqual([
      ['beings', 0, 'friends', 1],
      ['beings', 0, 'friends', 0, 'id'],
    ]);
  });
});

describe('what an error took with it elsewhere', () => {
  it('is explained in every item of a list whose index is left out', () => {
    const data = { beings: [{ __typename: 'Hero', friends: [{ __typename: 'Droid', name: 'd' }] }] };
    const explained = [['beings', 0, 'friends', 'id']];
    const errors = [outage(['beings', 0, 'friends', 1, 'id'])];
    const answer = shape('{ beings { friends { id name } } }', data, { errors, explained });
    expect(answer.data).toBe('{"beings":[{"friends":null}]}');
    expect(answer.errors.map(({ path }) => path)).toEqual([['beings', 0, 'friends', 1, 'id']]);
  });

  const query = '{ being { ... on Hero { age } ... on Droid { battery } } }';
  const fell = {
    errors: [outage(['being', 'function'])],
    explained: [['being', 'function'], ['being', 'battery']],
    required: new Set<string>(),
  };

  it.each([
    ['where the client asked for a part of it', { __typename: 'Droid' }, [['being']]],
    ['not where it asked for that of another type', { __typename: 'Hero', age: 1 }, []],
    ['not where the part has come all the same', { __typename: 'Droid', battery: null }, []],
    ['where no type is known', { __typename: 'Being' }, [['being']]],
  ])('makes an error of what only the plan asked for worth telling: %s', (_, being, paths) => {
    expect(shape(query, { being }, fell).errors.map(({ path }) => path)).toEqual(paths);
  });
});

describe('the locations of an error', () => {
  /** Where in the query each error is said to be, as the text that begins there. */
  function places(query: string, data: Record<string, unknown>, path: (string | number)[]) {
    const lines = query.split('\n');
    return shape(query, data, { errors: [outage(path)] }).errors[0]?.locations?.map(({ line, column }) =>
      lines[line - 1]?.slice(column - 1).split(' ', 1).at(0),
    );
  }

  it('are the fields that ask for it, all of them', () => {
    const query = '{ hero { ship { one: id }\nship { id } ...F } }\nfragment F on Hero { ship { name } }';
    const { errors } = shape(query, { hero: null }, { errors: [outage(['hero', 'ship'])] });
    expect(errors).toMatchObject([
      { path: ['hero', 'ship'], locations: [{ line: 1, column: 10 }, { line: 2, column: 1 }, { line: 3, column: 22 }] },
    ]);
  });

  const fragments = '{ being { ... on Hero { x: age }\n... on Droid { x: battery } } }';

  it('are those of the type that the object is', () => {
    expect(places(fragments, { being: { __typename: 'Droid', x: null } }, ['being', 'x'])).toEqual(['x:']);
    const { errors } = shape(fragments, { being: { __typename: 'Droid' } }, { errors: [outage(['being', 'x'])] });
    expect(errors[0]?.locations).toEqual([{ line: 2, column: 16 }]);
  });

  it('are those of every type where the object is not there to tell', () => {
    expect(places(fragments, { being: null }, ['being', 'x'])).toHaveLength(2);
  });

  it('stand for the field also where the error is an item of its list', () => {
    const data = { hero: { tags: ['a', null] } };
    expect(places('{ hero { id tags } }', data, ['hero', 'tags', 1])).toEqual(['tags']);
  });

  it('leave a path that leads into what only the plan asked for, above it', () => {
    const { errors } = shape(
      '{ beings { id } }',
      { beings: [{ __typename: 'Hero', id: 'h' }] },
      { errors: [outage(['beings', 0, 'secretWeight', 'unit']), outage(['secret'])] },
    );
    expect(errors).toEqual([
      { message: outage().message, path: ['beings', 0], locations: [{ line: 1, column: 3 }], extensions: UNAVAILABLE },
      { message: outage().message, extensions: UNAVAILABLE },
    ]);
  });

  it('tell once what several errors come to there', () => {
    const errors = ['weight', 'price', 'price'].map((name) => outage(['beings', 0, name]));
    const data = { beings: [{ __typename: 'Hero', id: 'h' }] };
    expect(shape('{ beings { id } }', data, { errors })).toMatchObject({ errors: [{ path: ['beings', 0] }] });
  });

  it('are not told below an object that clients may not see', () => {
    const data = { being: { __typename: 'Spy', rival: null } };
    const { errors } = shape('{ being { ... on Hero { rival { id } } } }', data, { errors: [outage(['being', 'rival', 'id'])] });
    expect(errors).toMatchObject([{ path: ['being'], message: expect.stringContaining('does not exist') }]);
  });
});

it('keeps the cause of a gathered error for the log', () => {
  const cause = new Error('ECONNREFUSED');
  const error = new GraphQLError('Down.', { path: ['label'], originalError: cause });
  const document = parse('{ label }');
  const operation = getOperationAST(document);
  const written = operation && compileShape(STORY_SCHEMA, document, operation).write({ data: {}, errors: [error] }, {});
  expect(written?.errors[0]?.originalError).toBe(cause);
});

it('tells a thousand of many errors, and takes no more than its time for them', () => {
  const count = 10_000;
  const beings = Array.from({ length: count }, () => ({ __typename: 'Droid', id: 'd', battery: 'empty', friends: null }));
  const errors = beings.map((_, at) => outage(['beings', at, 'friends']));
  const query = `{ beings { id ${' '.repeat(400_000)} friends { id } ... on Droid { battery } } }`;
  const startedAt = performance.now();
  const answer = shape(query, { beings }, { errors });
  expect(answer.errors).toHaveLength(1_001);
  expect(answer.errors.at(-1)?.message).toMatch('more errors than these 1,000');
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { inProcessGraph, type Asked } from './in-process-graph.ts';
import { SHOP } from './shop-graph.ts';

const QUERY = '{ users { id reviews { product { upc name } } } }';
const graph = inProcessGraph(SHOP);
const isEntities = ({ query }: Asked) => query.includes('_entities');

/** Answers the requests for entities to one subgraph. */
function answerEntities(subgraph: string, answer: (asked: Asked) => unknown) {
  graph.intercept = (asked) =>
    asked.subgraph === subgraph && isEntities(asked) ? Promise.resolve().then(() => answer(asked)) : undefined;
}

function fails(): never {
  throw new Error('No.');
}

beforeEach(() => {
  graph.intercept = () => undefined;
});

describe('an error about an entity', () => {
  it('is told at every place that the entity has', async () => {
    answerEntities('products', () => ({
      data: { _entities: [{ name: null }, { name: 'Two' }, { name: 'Three' }, { name: 'Four' }] },
      errors: [{ message: 'No name.', path: ['_entities', 0, 'name'], extensions: { code: 'NO_NAME' } }],
    }));
    const { errors, json } = await graph.run(QUERY);
    expect(errors.map(({ path }) => path)).toEqual([
      ['users', 0, 'reviews', 0, 'product', 'name'],
      ['users', 1, 'reviews', 1, 'product', 'name'],
    ]);
    expect(errors[0]).toMatchObject({ message: 'No name.', extensions: { code: 'NO_NAME', service: 'products' } });
    expect(json).toMatchObject({ users: [{ reviews: [{ product: { name: null } }, { product: { name: 'Two' } }] }, {}, {}] });
  });

  it('is told with its own alias where selections travel together', async () => {
    answerEntities('reviews', () => ({
      data: {
        _e0: [{ reviews: [] }, null, { reviews: [] }],
        _e1: [{ reviews: [] }, { reviews: null }, { reviews: [] }],
      },
      errors: [
        { message: 'Lost.', path: ['_e0', 1] },
        { message: 'None.', path: ['_e1', 1, 'reviews'] },
      ],
    }));
    const { errors } = await graph.run('{ users { reviews { id } } topProducts { reviews { body } } }');
    expect(errors.map(({ path }) => path)).toEqual([
      ['users', 1],
      ['topProducts', 1, 'reviews'],
    ]);
  });
});

it('what comes when the answers together are too large is a failure of its service', async () => {
  const half = 2_500_000;
  const product = { __typename: 'Product', upc: 'p1' };
  graph.intercept = (asked) => {
    if (!isEntities(asked)) return undefined;
    const reviews = { data: { _entities: [{ reviews: [{ product }] }, { reviews: [] }, { reviews: [] }] }, length: half };
    return Promise.resolve(asked.subgraph === 'reviews' ? reviews : { data: { _entities: [{ name: 'One' }] }, length: half });
  };
  const { errors, json } = await graph.run(QUERY);
  expect(json).toMatchObject({ users: [{ reviews: [{ product: { upc: 'p1', name: null } }] }, {}, {}] });
  expect(errors).toMatchObject([{ path: ['users', 0, 'reviews', 0, 'product'], extensions: { service: 'products' } }]);
});

describe('an error that takes its surroundings with it', () => {
  const strict = inProcessGraph({
    things: {
      typeDefs: 'type Query { thing: Thing must: Thing! else: Int! } type Thing @key(fields: "id") { id: ID! }',
      resolvers: { Query: { thing: () => ({ id: '1' }), must: () => ({ id: '2' }), else: fails } },
    },
    parts: {
      typeDefs: 'type Thing @key(fields: "id") @key(fields: "part") { id: ID! part: ID whole: Int! broken: Int! }',
      resolvers: { Thing: { part: () => '1', whole: () => 1, broken: fails } },
    },
    more: { typeDefs: 'type Thing @key(fields: "part") { part: ID more: Int! }' },
  });

  it.each([
    ['{ thing { whole broken } }', '{"thing":null}', ['thing', 'broken']],
    ['{ thing { more broken } }', '{"thing":null}', ['thing', 'broken']],
    ['{ must { id } else }', 'null', ['else']],
  ])('is the only one to be told: %s', async (query, data, path) => {
    expect(await strict.run(query)).toMatchObject({ data, errors: [{ message: 'No.', path }] });
  });
});

describe('selections that travel together', () => {
  const query = '{ users { reviews { id } } topProducts { reviews { body } } }';

  it('are asked for apart when one of them spoils the other', async () => {
    graph.intercept = (asked) =>
      asked.query.includes('_e0') && asked.query.includes('_e1')
        ? Promise.resolve({ data: null, errors: [{ message: 'All or nothing.', path: ['_e0'] }] })
        : undefined;
    const { errors, json } = await graph.run(query);
    expect(errors).toEqual([]);
    expect(json).toMatchObject({ users: [{ reviews: [{ id: 'r1' }, {}] }, {}, {}], topProducts: [{ reviews: [{}, {}] }, {}, {}] });
    expect(graph.asked.filter(isEntities)).toHaveLength(3);
  });

  it('do not wait long for one another behind a subgraph that is slow', async () => {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => (wake = resolve));
    graph.intercept = (asked) => {
      if (asked.subgraph === 'accounts') return woken.then(() => ({ data: { users: [{ __typename: 'User', id: '1' }] } }));
      // The products' reviews have been asked for without those of the users.
      if (asked.subgraph === 'reviews') wake();
      return undefined;
    };
    const { errors, json } = await graph.run(query);
    expect(errors).toEqual([]);
    expect(json).toMatchObject({ users: [{ reviews: [{}, {}] }], topProducts: [{ reviews: [{}, {}] }, {}, {}] });
  });
});

describe('a subgraph that does not answer', () => {
  const lost = new Error('Gone.');

  it('is told at each root field that is missing, and the rest is there', async () => {
    graph.intercept = ({ subgraph }) => (subgraph === 'accounts' ? Promise.reject(lost) : undefined);
    const { errors, json } = await graph.run('{ me { id } everyone: users { id } topProducts { upc } }');
    expect(errors.map(({ path }) => path)).toEqual([['me'], ['everyone']]);
    expect(errors[0]).toMatchObject({ message: 'The service accounts failed: Gone.', extensions: { service: 'accounts' } });
    expect(json).toEqual({ me: null, everyone: null, topProducts: [{ upc: '1' }, { upc: '2' }, { upc: '3' }] });
  });

  it('is told at each place of the entities', async () => {
    answerEntities('products', () => {
      throw lost;
    });
    const { errors } = await graph.run('{ topProducts { upc reviews { product { name } } } }');
    expect(errors.map(({ path }) => path)).toEqual([
      ['topProducts', 0, 'reviews', 0, 'product'],
      ['topProducts', 0, 'reviews', 1, 'product'],
      ['topProducts', 1, 'reviews', 0, 'product'],
      ['topProducts', 2, 'reviews', 0, 'product'],
    ]);
  });

  it('is told once for a list, where there are many places', async () => {
    graph.intercept = (asked) => {
      if (asked.subgraph === 'reviews') return Promise.reject(lost);
      return Promise.resolve({ data: { users: Array.from({ length: 60 }, (_, id) => ({ __typename: 'User', id: String(id) })) } });
    };
    const { errors, json } = await graph.run('{ users { id reviews { id } } }');
    expect(errors.map(({ path }) => path)).toEqual([['users']]);
    expect((json as { users: unknown[] }).users[59]).toEqual({ id: '59', reviews: null });
  });
});

describe('an answer that makes no sense', () => {
  it.each([
    ['no data', {}],
    ['data that is a list', { data: [] }],
    ['nothing', null],
    ['no entities', { data: {} }],
    ['too few entities', { data: { _entities: [{ name: 'One' }] } }],
    ['entities that are none', { data: { _entities: ['1', 2, true, []] } }],
    ['an object for a list', { data: { _entities: { length: 4 } } }],
  ])('(%s) is the failure of its service', async (_, answer) => {
    answerEntities('products', () => answer);
    const { errors, json } = await graph.run(QUERY);
    expect(errors).toHaveLength(5);
    expect(errors[0]).toMatchObject({ path: ['users', 0, 'reviews', 0, 'product'], extensions: { service: 'products' } });
    expect(json).toMatchObject({ users: [{ reviews: [{ product: { upc: '1', name: null } }, {}] }, {}, {}] });
  });

  it.each([
    ['scalars for objects', { data: { users: 'all of them' } }],
    ['scalars in a list', { data: { users: [1, 'two', null, [[]]] } }],
    ['an object for a list', { data: { users: { 0: { __typename: 'User', id: '1' } } } }],
    ['keys without types', { data: { users: [{ id: { toString: 1 } }] } }],
    ['errors that are none', { data: { users: [] }, errors: [null, 'no', 7] }],
    ['errors at strange places', { data: { users: null }, errors: [{ path: [{}, null] }, { message: 7, path: 'users' }] }],
  ])('(%s) at the root ends in an answer all the same', async (_, answer) => {
    graph.intercept = ({ subgraph }) => (subgraph === 'accounts' ? Promise.resolve(answer) : undefined);
    const { json } = await graph.run(QUERY);
    expect(json).toHaveProperty('users');
  });

  it('can neither reach the prototype of objects nor a field that was not asked for', async () => {
    graph.intercept = ({ subgraph }) =>
      subgraph === 'accounts'
        ? Promise.resolve(JSON.parse('{"data":{"__proto__":{"polluted":1},"topProducts":7,"users":[{"__proto__":{"polluted":1},"id":"1"}]}}'))
        : undefined;
    const { json } = await graph.run('{ users { id } topProducts { upc } }');
    expect(json).toEqual({ users: [{ id: '1' }], topProducts: [{ upc: '1' }, { upc: '2' }, { upc: '3' }] });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('may be nested as deep as it likes', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    graph.intercept = ({ subgraph }) =>
      subgraph === 'accounts' ? Promise.resolve(`{"data":{"users":[{"__typename":"User","id":${deep}}]}}`) : undefined;
    const { errors, json } = await graph.run(QUERY);
    expect(json).toEqual({ users: [null] });
    expect(errors).toMatchObject([{ path: ['users', 0, 'id'] }]);
  });
});

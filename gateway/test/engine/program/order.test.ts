import { beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProcessGraph } from './in-process-graph.ts';
import { SHOP } from './shop-graph.ts';

const log: string[] = [];
async function logged<T>(what: string, value: T): Promise<T> {
  log.push(`${what} starts`);
  await sleep(5);
  log.push(`${what} ends`);
  return value;
}

const changes = inProcessGraph({
  counters: {
    typeDefs: `
      type Query { counter: Counter }
      type Mutation { add(by: Int!): Counter }
      type Counter @key(fields: "id") { id: ID! value: Int }
    `,
    resolvers: { Mutation: { add: (_: unknown, { by }: { by: number }) => logged(`add ${by}`, { id: String(by), value: by }) } },
  },
  names: {
    typeDefs: `
      type Mutation { rename(id: ID!): Counter }
      type Counter @key(fields: "id") { id: ID! name: String }
    `,
    resolvers: {
      Mutation: { rename: (_: unknown, { id }: { id: string }) => logged(`rename ${id}`, { id }) },
      Counter: { name: ({ id }: { id: string }) => logged(`name ${id}`, `Name ${id}`) },
    },
  },
});

beforeEach(() => {
  log.length = 0;
});

describe('changes', () => {
  it('are made one after another, as the client wrote them', async () => {
    const { data, errors } = await changes.run(
      'mutation { a: add(by: 1) { name value } rename(id: "2") { id } b: add(by: 3) { name } c: add(by: 3) { value } }',
    );
    expect(errors).toEqual([]);
    expect(data).toBe(
      '{"a":{"name":"Name 1","value":1},"rename":{"id":"2"},"b":{"name":"Name 3"},"c":{"value":3}}',
    );
    expect(log).toEqual(
      ['add 1', 'name 1', 'rename 2', 'add 3', 'add 3', 'name 3'].flatMap((each) => [`${each} starts`, `${each} ends`]),
    );
  });

  it('go on after one that failed', async () => {
    changes.intercept = ({ query }) => (query.includes('rename') ? Promise.reject(new Error('Gone.')) : undefined);
    const { json, errors } = await changes.run('mutation { rename(id: "2") { id } add(by: 1) { value } }');
    expect(json).toEqual({ rename: null, add: { value: 1 } });
    expect(errors).toMatchObject([{ path: ['rename'] }]);
  });
});

describe('what is skipped', () => {
  const graph = inProcessGraph(SHOP);
  const query = `query($reviews: Boolean!, $names: Boolean = false) {
    topProducts { upc ... @include(if: $reviews) { reviews { id author { id name @skip(if: $names) } } } }
    me @skip(if: $reviews) { id }
  }`;
  const services = async (variables: Record<string, unknown>) => {
    const { json, errors } = await graph.run(query, variables);
    expect(errors).toEqual([]);
    return { json, services: graph.asked.map(({ subgraph }) => subgraph).sort() };
  };

  it('is not asked for', async () => {
    expect(await services({ reviews: false })).toEqual({
      json: { topProducts: [{ upc: '1' }, { upc: '2' }, { upc: '3' }], me: { id: '1' } },
      services: ['accounts', 'products'],
    });
    expect((await services({ reviews: true, names: true })).services).toEqual(['products', 'reviews']);
    expect(await services({ reviews: true })).toMatchObject({
      json: { topProducts: [{ reviews: [{ author: { name: 'Name 1' } }, {}] }, {}, {}] },
      services: ['accounts', 'products', 'reviews'],
    });
  });
});

describe('an entity at several places', () => {
  interface Node {
    readonly id: string;
  }
  const graph = inProcessGraph({
    roots: {
      typeDefs: 'type Query { one: Node two: Node matrix: [[Node]] } type Node @key(fields: "id") { id: ID! }',
      resolvers: {
        Query: {
          one: () => ({ id: '1' }),
          two: () => ({ id: '1' }),
          matrix: () => [[{ id: '1' }, null], null, [{ id: '2' }, { id: '1' }]],
        },
      },
    },
    links: {
      typeDefs: 'type Node @key(fields: "id") { id: ID! next: Node box: Box } type Box { node: Node }',
      resolvers: {
        Node: {
          next: ({ id }: Node) => ({ id: String(Number(id) + 1) }),
          box: ({ id }: Node) => ({ node: { id: String(Number(id) + 1) } }),
        },
      },
    },
    labels: {
      typeDefs: 'type Node @key(fields: "id") { id: ID! label(of: String): String }',
      resolvers: { Node: { label: ({ id }: Node, { of = '' }: { of?: string }) => `${of}${id}` } },
    },
  });

  it('is another below each, where other things are asked for', async () => {
    const { json, errors } = await graph.run(`{
      one { next { label(of: "a") } box { node { label } } }
      two { next { label(of: "b") id } box { node { id } } }
    }`);
    expect(errors).toEqual([]);
    expect(json).toEqual({
      one: { next: { label: 'a2' }, box: { node: { label: '2' } } },
      two: { next: { label: 'b2', id: '2' }, box: { node: { id: '2' } } },
    });
  });

  it('may be in lists of lists', async () => {
    const { json, errors } = await graph.run('{ matrix { id label next { label } } }');
    expect(errors).toEqual([]);
    const node = (id: number) => ({ id: `${id}`, label: `${id}`, next: { label: `${id + 1}` } });
    expect(json).toEqual({ matrix: [[node(1), null], null, [node(2), node(1)]] });
  });
});

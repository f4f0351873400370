import { beforeEach, describe, expect, it } from '@jest/globals';
import { inProcessGraph } from './in-process-graph.ts';

const log: string[] = [];
const done = (what: string, value: unknown) => () => {
  log.push(what);
  return value;
};
const graph = inProcessGraph({
  first: {
    typeDefs: `
      type Query { hello(to: String): String }
      type Mutation { one: Int two: Int must: Int! }
    `,
    resolvers: {
      Query: { hello: (_: unknown, { to }: { to?: string }) => `Hello ${to ?? 'you'}` },
      Mutation: { one: done('one', 1), two: done('two', 2), must: done('must', null) },
    },
  },
  second: {
    typeDefs: 'type Query { other: Int } type Mutation { three: Int }',
    resolvers: { Mutation: { three: done('three', 3) } },
  },
});

beforeEach(() => {
  log.length = 0;
});

describe('mutations', () => {
  it.each([
    ['mutation { one ...F } fragment F on Mutation { two }', ['one', 'two']],
    ['mutation { ... { two } ...F ... { three } } fragment F on Mutation { one }', ['two', 'one', 'three']],
    ['mutation { three ... on Mutation { one three } two }', ['three', 'one', 'two']],
  ])('run in the order in which they stand: %s', async (query, expected) => {
    expect((await graph.run(query)).errors).toEqual([]);
    expect(log).toEqual(expected);
  });

  it('end with one that must not be null and is', async () => {
    const { data, errors } = await graph.run('mutation { one must three }');
    expect(data).toBe('null');
    expect(errors).toMatchObject([{ path: ['must'] }]);
    expect(log).toEqual(['one', 'must']);
  });
});

describe('introspection', () => {
  it.each([
    ['in a fragment', '{ hello ... { __schema { queryType { name } } } }', '{"hello":"Hello you","__schema":{"queryType":{"name":"Query"}}}'],
    ['in a fragment alone', '{ ...F } fragment F on Query { __type(name: "Int") { kind } }', '{"__type":{"kind":"SCALAR"}}'],
    ["under the name of every object's prototype", '{ __proto__: __type(name: "Int") { kind } }', '{"__proto__":{"kind":"SCALAR"}}'],
    ['under the name of a field', '{ ... { other: hello hello: __typename } }', '{"other":"Hello you","hello":"Query"}'],
  ])('is answered %s', async (_, query, expected) => {
    expect(await graph.run(query)).toMatchObject({ data: expected, errors: [] });
  });

  it('asks no subgraph', async () => {
    expect((await graph.run('{ ... { __schema { queryType { name } } } __typename }')).errors).toEqual([]);
    expect(graph.asked).toEqual([]);
  });
});

it('does not mind the variables of operations that are not run', async () => {
  const query = 'query A { hello } query B($to: String) { ...F } fragment F on Query { hello(to: $to) }';
  expect((await graph.run(query)).json).toEqual({ hello: 'Hello you' });
});

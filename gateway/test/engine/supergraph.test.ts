import { describe, expect, it } from '@jest/globals';
import { loadSupergraph } from '../../src/engine/supergraph/load-supergraph.ts';
import { composed, inProcessGraph } from './program/in-process-graph.ts';
import { SHOP } from './program/shop-graph.ts';

describe('a supergraph', () => {
  it('tells its subgraphs and their addresses, and is known by its text', () => {
    const sdl = composed(SHOP);
    const supergraph = loadSupergraph(sdl);
    expect([...supergraph.subgraphs]).toEqual(
      Object.keys(SHOP).map((name) => [name, `http://${name}.invalid/graphql`]),
    );
    expect(supergraph.id).toMatch(/^[0-9a-f]{64}$/);
    expect(loadSupergraph(sdl).id).toBe(supergraph.id);
    expect(loadSupergraph(`${sdl} `).id).not.toBe(supergraph.id);
  });

  it('shows clients neither its inner workings nor what is inaccessible', () => {
    const { apiSchema, fullSchema } = loadSupergraph(
      composed({ a: { typeDefs: 'type Query { open: Int hidden: Int @inaccessible }' } }),
    );
    expect(Object.keys(apiSchema.getQueryType()!.getFields())).toEqual(['open']);
    expect(apiSchema.getType('join__Graph')).toBeUndefined();
    expect(Object.keys(fullSchema.getQueryType()!.getFields())).toEqual(['open', 'hidden']);
  });

  it('may use the specifications that the stock gateway refuses', async () => {
    const graph = inProcessGraph({
      a: {
        typeDefs: `
          type Query {
            signedIn: String @authenticated
            scoped: String @requiresScopes(scopes: [["read"]])
            judged: String @policy(policies: [["owner"]])
          }
        `,
        resolvers: { Query: { signedIn: () => 'a', scoped: () => 'b', judged: () => 'c' } },
      },
    });
    expect((await graph.run('{ signedIn scoped judged }')).json).toEqual({ signedIn: 'a', scoped: 'b', judged: 'c' });
  });

  it.each([
    ['nothing', ''],
    ['half a type', 'type Query {'],
    ["a subgraph's own schema", 'type Query { a: Int }'],
    [
      'in need of what nobody knows',
      composed(SHOP).replace('schema', 'schema @link(url: "https://specs.example.com/clairvoyance/v0.1", for: SECURITY)'),
    ],
  ])('that is %s is refused with what to do about it', (_, sdl) => {
    expect(() => loadSupergraph(sdl)).toThrow(/^The supergraph cannot be read: .+\. It has to be what composition writes/s);
  });
});

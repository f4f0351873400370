import { describe, expect, it } from '@jest/globals';
import { inProcessGraph } from './in-process-graph.ts';
import { NESTED_QUERY, SHOP } from './shop-graph.ts';

describe('the requests of an operation', () => {
  const graph = inProcessGraph(SHOP);
  const services = () => graph.asked.map(({ subgraph }) => subgraph).sort();

  it("are six for the benchmark's nested query", async () => {
    const { json, errors } = await graph.run(NESTED_QUERY);
    expect(errors).toEqual([]);
    expect(services()).toEqual(['accounts', 'accounts', 'inventory', 'products', 'products', 'reviews']);
    expect(json).toMatchObject({
      users: [
        {
          id: '1',
          name: 'Name 1',
          reviews: [
            { id: 'r1', product: { name: 'Product 1', shippingEstimate: 5, inStock: true } },
            { id: 'r2', product: { name: 'Product 2', shippingEstimate: 10, inStock: false } },
          ],
        },
        {},
        { reviews: [{ product: { upc: '4', shippingEstimate: 0, reviews: [{ author: { name: 'Name 3' } }] } }] },
      ],
      topProducts: [{ reviews: [{ author: { reviews: [{ product: { price: 100 } }, {}] } }, {}] }, {}, {}],
    });
  });

  it('ask for an entity once, wherever it is wanted', async () => {
    await graph.run('{ users { reviews { product { name } } } topProducts { reviews { product { name } } } }');
    const { subgraph, variables } = graph.asked.at(-1)!;
    expect(subgraph).toBe('products');
    expect(variables['representations']).toEqual(['1', '2', '3', '4'].map((upc) => ({ __typename: 'Product', upc })));
  });

  it('ask for what differs in one request, under aliases', async () => {
    await graph.run('{ users { reviews { id } } topProducts { reviews { body } } }');
    expect(services()).toEqual(['accounts', 'products', 'reviews']);
    expect(graph.asked.at(-1)).toMatchObject({ query: expect.stringMatching(/_e0:_entities.*_e1:_entities/) });
  });

  it('are none where only introspection is asked for', async () => {
    const { json } = await graph.run('{ __typename __schema { queryType { name } } }');
    expect(json).toEqual({ __typename: 'Query', __schema: { queryType: { name: 'Query' } } });
    expect(graph.asked).toEqual([]);
  });
});

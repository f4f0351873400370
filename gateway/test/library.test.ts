import { createHttpServer } from '@tessera/http';
import { describe, expect, it } from '@jest/globals';
import { createGateway } from '../src/index.ts';
import { FIXTURE, fixtureSupergraph } from './support/fixture-graph.ts';
import { startSubgraph } from './support/subgraph-server.ts';

describe('the gateway as a library', () => {
  it('serves any Federation 2 supergraph, unsigned, without identity and without a permission table', async () => {
    const running = await Promise.all(FIXTURE.map((each) => startSubgraph(each, null)));
    const subgraphs = Object.fromEntries(FIXTURE.map(({ name }, at) => [name, running[at]!.url]));
    const gateway = await createGateway({ supergraphSdl: fixtureSupergraph(), subgraphs });
    const http = await createHttpServer({
      host: '127.0.0.1',
      port: 0,
      maxBodyBytes: 100_000,
      routes: [{ method: '*', path: '/graphql', handle: (request) => gateway.handle(request) }],
      onError: () => undefined,
    });
    try {
      const response = await fetch(`http://127.0.0.1:${http.port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ customers { nodes { name owner { email } } } }' }),
      });
      expect(await response.json()).toMatchObject({
        data: { customers: { nodes: [{ name: 'Alice Johnson', owner: { email: 'jane@example.com' } }, {}] } },
      });
    } finally {
      await http.close(100);
      await gateway.stop();
      await Promise.all(running.map((each) => each.stop()));
    }
  });

  it('refuses a supergraph that it cannot read', async () => {
    await expect(createGateway({ supergraphSdl: 'type Query { a: Int }' })).rejects.toThrow();
  });

  it('refuses a subgraph without an address, by name', async () => {
    const supergraphSdl = fixtureSupergraph().replace('http://crm.invalid/graphql', '');
    await expect(createGateway({ supergraphSdl })).rejects.toThrow(
      'The subgraph crm of the supergraph has no address.',
    );
  });
});

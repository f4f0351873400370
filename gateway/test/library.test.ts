import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createGateway } from '../src/index.ts';
import { fixtureSupergraph, FIXTURE_TABLE } from './support/fixture-graph.ts';
import { startLibraryGateway, type LibraryGateway } from './support/library-gateway.ts';

const started: LibraryGateway[] = [];
async function start(...options: Parameters<typeof startLibraryGateway>): Promise<LibraryGateway> {
  const library = await startLibraryGateway(...options);
  started.push(library);
  return library;
}
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

const CUSTOMERS = '{ customers { nodes { name owner { email } } } }';
const FOUND = {
  data: { customers: { nodes: [{ name: 'Alice Johnson', owner: { email: 'jane@example.com' } }, {}] } },
};

describe('the gateway as a library', () => {
  it('serves any Federation 2 supergraph, unsigned, without identity and without a permission table', async () => {
    const { post } = await start();
    expect((await post({ query: CUSTOMERS })).body).toMatchObject(FOUND);
  });

  it('refuses a supergraph that it cannot read', async () => {
    await expect(createGateway({ supergraphSdl: 'type Query { a: Int }' })).rejects.toThrow();
  });

  it('refuses a kind of operation that the graph has none of', async () => {
    const supergraphSdl = fixtureSupergraph()
      .replace(/\ntype Subscription\b[^}]*}\n/, '')
      .replace('subscription: Subscription', '');
    const { post } = await start({ supergraphSdl });
    const { status, body } = await post({ query: 'subscription { customerChanged { id } }' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] });
  });

  it('refuses a subgraph without an address, by name', async () => {
    const supergraphSdl = fixtureSupergraph().replace('http://crm.invalid/graphql', '');
    await expect(createGateway({ supergraphSdl })).rejects.toThrow(
      'The subgraph crm of the supergraph has no address. Give it one: --subgraph crm=URL',
    );
  });

  it.each(['localhost:4001/graphql', 'ftp://127.0.0.1/', 'crm:4001'])('refuses %s as an address, and names the subgraph', async (crm) => {
    await expect(createGateway({ supergraphSdl: fixtureSupergraph(), subgraphs: { crm } })).rejects.toThrow(
      `The address of the subgraph crm is no URL that begins with http:// or https://: ${crm}`,
    );
  });

  it('refuses an address with a password, which it would not send, and does not repeat it', async () => {
    const starting = createGateway({ supergraphSdl: fixtureSupergraph(), subgraphs: { crm: 'http://me:hunter2@127.0.0.1/' } });
    const { message } = await starting.then(() => new Error('It started.'), (error: Error) => error);
    expect(message).toContain('The address of the subgraph crm has a user name or a password in it');
    expect(message).not.toContain('hunter2');
  });

  it('passes those headers of its client on that it was told to, and no others', async () => {
    const seen: unknown[] = [];
    const { post, subgraphs } = await start({ forwardHeaders: ['X-Tenant'] });
    for (const subgraph of Object.values(subgraphs)) {
      subgraph.intercept = async ({ headers }) => {
        seen.push([headers['x-tenant'], headers['x-secret'], headers.authorization]);
        return null;
      };
    }
    await post({ query: CUSTOMERS }, { 'x-tenant': 'acme', 'x-secret': 'a', authorization: 'Bearer a' });
    expect(seen).toEqual([
      ['acme', undefined, undefined],
      ['acme', undefined, undefined],
    ]);
  });

  it('shows the plan to whoever asks, where it is not in production', async () => {
    const asking = { query: CUSTOMERS, extensions: { plan: true } };
    const open = await start({ production: false });
    expect((await open.post(asking)).body).toMatchObject({ ...FOUND, extensions: { plan: { kind: 'QueryPlan' } } });
    expect((await open.post({ query: CUSTOMERS })).body).not.toHaveProperty('extensions');
    const closed = await start({ production: true });
    expect((await closed.post(asking)).body).not.toHaveProperty('extensions');
  });

  it('tells along with the plan which request carried which fetch, and how long it took', async () => {
    const { post, subgraphs } = await start({ production: false });
    const requestsOf = async () => {
      const { body } = await post({ query: CUSTOMERS, extensions: { plan: true } });
      return (body as { extensions: { plan: { requests: unknown[] } } }).extensions.plan.requests;
    };
    const number = expect.any(Number);
    expect(await requestsOf()).toEqual([
      { subgraph: 'crm', fetches: [0], startMs: number, ms: number },
      { subgraph: 'auth', fetches: [1], startMs: number, ms: number },
    ]);
    subgraphs['auth']!.intercept = async () => ({ status: 502, body: 'no GraphQL' });
    expect((await requestsOf())[1]).toMatchObject({ subgraph: 'auth', failure: 'interrupted' });
  });
});

describe('a supergraph that is replaced', () => {
  const renamed = () => fixtureSupergraph().replaceAll('totalCount', 'countOfAll');

  it('is asked by requests from then on', async () => {
    const { gateway, post } = await start({ production: false });
    expect((await post({ query: '{ customers { totalCount } }' })).body).toMatchObject({ data: {} });
    await gateway.replaceSupergraph(renamed());
    expect((await post({ query: '{ customers { totalCount } }' })).status).toBe(400);
    const { body } = await post({ query: '{ __type(name: "CustomerConnection") { fields { name } } }' });
    expect(body).toEqual({ data: { __type: { fields: [{ name: 'nodes' }, { name: 'countOfAll' }] } } });
  });

  it('lets a running request finish on the one before, and the stop wait for it', async () => {
    const { gateway, post } = await start();
    const running = post({ query: '{ slow(ms: 400) customers { totalCount } }' });
    await sleep(100);
    await gateway.replaceSupergraph(renamed());
    await gateway.stop();
    expect((await running).body).toEqual({ data: { slow: 'at last', customers: { totalCount: 2 } } });
  });

  it('brings a permission table of its own along, or keeps the one before', async () => {
    const rules = { ...FIXTURE_TABLE.rules, 'Query.customers': [{ who: 'anyone' as const }] };
    const { gateway, post } = await start({ permissions: FIXTURE_TABLE });
    const codeOf = async () => ((await post({ query: '{ customers { totalCount } }' })).body as Refused).errors?.[0]?.extensions.code;
    expect(await codeOf()).toBe('UNAUTHENTICATED');
    await gateway.replaceSupergraph(fixtureSupergraph(), { ...FIXTURE_TABLE, rules });
    expect(await codeOf()).toBeUndefined();
    await gateway.replaceSupergraph(fixtureSupergraph());
    expect(await codeOf()).toBeUndefined();
  });

  it('that is broken leaves the one before in use, and says why', async () => {
    const { gateway, post } = await start();
    await expect(gateway.replaceSupergraph('type Query { a: Int }')).rejects.toThrow('The supergraph cannot be read');
    const unreachable = fixtureSupergraph().replaceAll(/"http:\/\/crm[^"]*"/g, '""').replaceAll('crm', 'shop');
    await expect(gateway.replaceSupergraph(unreachable)).rejects.toThrow('has no address');
    expect((await post({ query: CUSTOMERS })).body).toMatchObject(FOUND);
  });
});

interface Refused {
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, startTessera, type TestTessera } from '@tessera/testkit';

let tessera: TestTessera;
beforeAll(async () => {
  tessera = await startTessera();
});
afterAll(() => tessera.stop());

const QUESTION = `{
  me { email role tenant { slug name } }
  customers { totalCount nodes { name email company } }
}`;

describe('a member of a tenant', () => {
  it('asks one question that auth, tenants and crm answer together', async () => {
    const owner = await tessera.as('demo001', 'OWNER');
    const before = await tessera.fetches();
    const { me, customers } = await owner.ask(QUESTION);
    const after = await tessera.fetches();

    expect(me).toMatchObject({ role: 'OWNER', tenant: { slug: 'demo001', name: 'Demo Company' } });
    expect(customers.nodes).toEqual(
      expect.arrayContaining([
        { name: 'Alice Johnson', email: 'customer1@example.com', company: 'Tech Corp' },
        { name: 'Bob Wilson', email: 'customer2@example.com', company: 'Design Co' },
      ]),
    );
    for (const subgraph of ['auth', 'tenants', 'crm']) {
      expect({ [subgraph]: (after[subgraph] ?? 0) > (before[subgraph] ?? 0) }).toEqual({ [subgraph]: true });
    }
  });

  it('is told who they are and where by the login itself', async () => {
    const { email, password } = tessera.account('demo001', 'ADMIN');
    const mutation = 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { role user { email role tenant { slug name } } } }';
    const { login } = await tessera.anonymous.ask(mutation, { e: email, p: password });
    expect(login).toEqual({ role: 'ADMIN', user: { email, role: 'ADMIN', tenant: { slug: 'demo001', name: 'Demo Company' } } });
  });

  it('has the e-mail and the role that the demo gives it', async () => {
    const admin = await (await tessera.as('demo001', 'ADMIN')).ask('{ me { email role } }');
    const member = await (await tessera.as('demo001', 'MEMBER')).ask('{ me { email role } }');
    expect([admin.me, member.me]).toEqual([
      { email: 'john.doe@demo.com', role: 'ADMIN' },
      { email: 'jane.smith@demo.com', role: 'MEMBER' },
    ]);
  });

  it('writes, and reads what it wrote', async () => {
    const admin = await tessera.as('demo001', 'ADMIN');
    const create = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id version name } }';
    const input = { name: 'Grace Hopper', email: 'grace@example.com', company: 'Navy' };
    const { createCustomer } = await admin.ask(create, { input });
    const update = 'mutation ($id: ID!, $v: Int!) { updateCustomer(id: $id, version: $v, input: { name: "G. Hopper" }) { version name } }';
    const { updateCustomer } = await admin.ask(update, { id: createCustomer.id, v: createCustomer.version });
    expect(updateCustomer).toEqual({ name: 'G. Hopper', version: createCustomer.version + 1 });
    const { customer } = await admin.ask('query ($id: ID!) { customer(id: $id) { name owner { email } } }', { id: createCustomer.id });
    expect(customer).toEqual({ name: 'G. Hopper', owner: { email: 'john.doe@demo.com' } });
  });
});

describe('a superadmin', () => {
  it('asks one question that spans tenants, and is told how fresh the answer is', async () => {
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    const question = `{ tenantSummaries { nodes { tenant { slug } users customers asOf lagEvents complete missing } } }`;
    const summaries = await eventually(async () => {
      const { tenantSummaries } = await superadmin.ask(question);
      const settled = tenantSummaries.nodes.every((node: { complete: boolean; lagEvents: number }) => node.complete && node.lagEvents === 0);
      return tenantSummaries.nodes.length >= 2 && settled && tenantSummaries.nodes;
    });
    const bySlug = Object.fromEntries(summaries.map((node: { tenant: { slug: string } }) => [node.tenant.slug, node]));
    expect(bySlug.demo001).toMatchObject({ users: 3, complete: true, missing: [] });
    expect(bySlug.demo001.customers).toBeGreaterThanOrEqual(2);
    expect(bySlug.acme.customers).toBeGreaterThanOrEqual(1);
  });

  it('is of no tenant, and says so', async () => {
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    expect((await superadmin.ask('{ me { role tenant { slug } } }')).me).toEqual({ role: 'SUPERADMIN', tenant: null });
  });
});

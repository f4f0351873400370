import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { addCustomer, addLead } from './support/records.ts';
import { openCrmWorld, type Caller, type CrmWorld, type TestTenant } from './support/world.ts';

const CREATE = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id version } }';
const CONVERT =
  'mutation ($id: ID!, $version: Int!, $input: ConvertLeadInput!) { convertLead(id: $id, version: $version, input: $input) { customer { id } } }';

let world: CrmWorld;
beforeAll(async () => {
  world = await openCrmWorld();
});
afterAll(() => world.close());

async function tenantWith(customers: number): Promise<TestTenant> {
  const tenant = await world.addTenant();
  world.plans.give(tenant.id, 'Starter', { customers });
  return tenant;
}
const create = (caller: Caller) => caller.ask(CREATE, { input: { name: 'Ada', email: `${v7()}@example.com` } });

describe('customers', () => {
  it('are exactly as many as the plan allows, however many are created at once', async () => {
    const tenant = await tenantWith(7);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => create(tenant.as('OWNER', index % 5))));
    const refused = answers.filter(({ codes }) => codes.length > 0);
    expect(new Set(refused.map(({ codes }) => codes.join()))).toEqual(new Set(['PLAN_LIMIT_REACHED']));
    expect(refused).toHaveLength(23);
    const [row] = await world.sql('SELECT count(*)::int AS count FROM customers WHERE tenant_id = $1', [tenant.id]);
    expect(row).toEqual({ count: 7 });
  });

  it('count whoever they belong to, also for a MEMBER who sees none of them', async () => {
    const tenant = await tenantWith(1);
    await addCustomer(tenant.as('OWNER'));
    const { codes, error } = await create(tenant.as('MEMBER'));
    expect(codes).toEqual(['PLAN_LIMIT_REACHED']);
    expect(error).toMatchObject({ limit: 'customers', allowed: 1, plan: 'Starter', message: expect.stringContaining('The plan Starter allows 1 customers, of which 1 are used') });
  });

  it('that are deleted make room, and other tenants\' take none', async () => {
    const [tenant, other] = [await tenantWith(1), await tenantWith(1)];
    const owner = tenant.as('OWNER');
    await addCustomer(other.as('OWNER'));
    const { id, version } = await addCustomer(owner);
    expect((await create(owner)).codes).toEqual(['PLAN_LIMIT_REACHED']);
    await owner.get('mutation ($id: ID!, $version: Int!) { deleteCustomer(id: $id, version: $version) }', { id, version });
    expect((await create(owner)).codes).toEqual([]);
  });

  it('made of leads count as well, and a conversion without room leaves the lead as it was', async () => {
    const tenant = await tenantWith(1);
    const owner = tenant.as('OWNER');
    const customer = await addCustomer(owner);
    const { id, version } = await addLead(owner);
    const deal = { currency: 'EUR' };
    expect((await owner.ask(CONVERT, { id, version, input: deal })).codes).toEqual(['PLAN_LIMIT_REACHED']);
    expect((await owner.ask(CONVERT, { id, version, input: { ...deal, customerId: customer.id } })).codes).toEqual([]);
  });

  it('stay when the plan is changed to one that allows fewer', async () => {
    const tenant = await tenantWith(2);
    const owner = tenant.as('OWNER');
    const { id } = await addCustomer(owner);
    world.plans.give(tenant.id, 'Tiny', { customers: 0 });
    expect((await owner.get('query ($id: ID!) { customer(id: $id) { id } }', { id }))['customer']).toEqual({ id });
  });
});

describe('how far a plan goes', () => {
  const ASK = 'query ($id: ID!) { _entities(representations: [{ __typename: "TenantLimits", id: $id }]) { ... on TenantLimits { customers { used allowed } } } }';
  const ask = async (caller: Caller, id: string) => (await caller.get(ASK, { id }))['_entities'][0].customers;

  it('counts what everybody has, and is nobody else\'s to see', async () => {
    const [tenant, other] = [await tenantWith(4), await world.addTenant()];
    await addCustomer(tenant.as('OWNER'));
    await addCustomer(tenant.as('MEMBER'));
    expect(await ask(tenant.as('AUDITOR'), tenant.id)).toEqual({ used: 2, allowed: 4 });
    expect(await ask(other.as('OWNER'), tenant.id)).toBeNull();
    expect(await ask(other.as('OWNER'), other.id)).toEqual({ used: 0, allowed: null });
    expect((await tenant.as('MEMBER').ask(ASK, { id: tenant.id })).codes).toEqual(['FORBIDDEN']);
    expect((await world.platform.ask(ASK, { id: tenant.id })).codes).toEqual(['FORBIDDEN']);
  });
});

it('where the plan has no limit, a customer is created by one statement, as ever', async () => {
  const tenant = await world.addTenant();
  const owner = tenant.as('OWNER');
  await create(owner);
  expect(await world.countStatements(() => create(owner))).toBe(1);
});

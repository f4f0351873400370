import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { addCustomer } from './support/records.ts';
import { openCrmWorld, type CrmWorld, type TestTenant } from './support/world.ts';

const CREATE =
  'mutation ($input: CreateCustomerInput!) {' +
  ' createCustomer(input: $input) { id name email phone company version owner { id } } }';
const UPDATE =
  'mutation ($id: ID!, $version: Int!, $input: UpdateCustomerInput!) {' +
  ' updateCustomer(id: $id, version: $version, input: $input) { id name email company version } }';
const DELETE = 'mutation ($id: ID!, $version: Int!) { deleteCustomer(id: $id, version: $version) }';
const ONE = 'query ($id: ID!) { customer(id: $id) { id name } }';

let world: CrmWorld;
let tenant: TestTenant;

beforeAll(async () => {
  world = await openCrmWorld();
  tenant = await world.addTenant();
});
afterAll(() => world.close());

describe('createCustomer', () => {
  it('normalises what it is given and makes the caller the owner', async () => {
    const member = tenant.as('MEMBER');
    const input = { name: '  Alan Turing ', email: ' Alan@Example.COM ', phone: '+44 20 7946 0000', company: null };
    const { createCustomer } = await member.get(CREATE, { input });
    expect(createCustomer).toMatchObject({ name: 'Alan Turing', email: 'alan@example.com', company: null, version: 1 });
    expect(createCustomer.owner.id).toBe(member.userId);
    expect(createCustomer.id[14]).toBe('7');
  });

  it.each([
    ['input.name', { name: '   ' }],
    ['input.name', { name: 'x'.repeat(201) }],
    ['input.name', { name: 'two\nlines' }],
    ['input.name', { name: 'nul\u0000' }],
    ['input.email', { email: 'no-address' }],
    ['input.email', { email: `${'x'.repeat(250)}@example.com` }],
    ['input.phone', { phone: 'call me' }],
    ['input.ownerId', { ownerId: 'me' }],
  ])('refuses a bad value and names %s', async (field, input) => {
    const good = { name: 'Ada', email: `${v7()}@example.com` };
    const { codes, error } = await tenant.as('OWNER').ask(CREATE, { input: { ...good, ...input } });
    expect({ codes, field: error?.field }).toEqual({ codes: ['BAD_USER_INPUT'], field });
  });

  it('refuses an e-mail that a live customer has, whatever the case, until that one is deleted', async () => {
    const owner = tenant.as('OWNER');
    const first = await addCustomer(owner, { email: 'taken@example.com' });
    const again = { input: { name: 'Second', email: 'TAKEN@example.com' } };
    const { codes, error } = await owner.ask(CREATE, again);
    expect({ codes, field: error?.field }).toEqual({ codes: ['CONFLICT'], field: 'input.email' });
    await owner.get(DELETE, first);
    expect((await owner.ask(CREATE, again)).codes).toEqual([]);
  });

  it('lets OWNER and ADMIN choose a member as owner, nobody else, and no stranger', async () => {
    const input = { name: 'Given', email: `${v7()}@example.com`, ownerId: tenant.as('MEMBER').userId };
    expect((await tenant.as('MEMBER', 1).ask(CREATE, { input })).codes).toEqual(['FORBIDDEN']);
    const stranger = { ...input, ownerId: v7() };
    expect((await tenant.as('ADMIN').ask(CREATE, { input: stranger })).codes).toEqual(['NOT_FOUND']);
    const { createCustomer } = await tenant.as('ADMIN').get(CREATE, { input });
    expect(createCustomer.owner.id).toBe(input.ownerId);
  });
});

describe('updateCustomer', () => {
  it('changes only what is given, clears what is null and raises the version', async () => {
    const owner = tenant.as('OWNER');
    const made = await addCustomer(owner, { company: 'Engines' });
    const renamed = await owner.get(UPDATE, { ...made, input: { name: 'Countess' } });
    expect(renamed['updateCustomer']).toMatchObject({ name: 'Countess', company: 'Engines', version: 2 });
    const cleared = await owner.get(UPDATE, { id: made.id, version: 2, input: { company: null } });
    expect(cleared['updateCustomer']).toMatchObject({ company: null, version: 3 });
  });

  it('refuses a stale version and tells the current one', async () => {
    const owner = tenant.as('OWNER');
    const made = await addCustomer(owner);
    await owner.get(UPDATE, { ...made, input: { name: 'First' } });
    const { codes, error } = await owner.ask(UPDATE, { ...made, input: { name: 'Second' } });
    expect({ codes, currentVersion: error?.currentVersion }).toEqual({ codes: ['CONFLICT'], currentVersion: 2 });
  });

  it('lets one of two simultaneous updates win', async () => {
    const owner = tenant.as('OWNER');
    const made = await addCustomer(owner);
    const both = await Promise.all(['A', 'B'].map((name) => owner.ask(UPDATE, { ...made, input: { name } })));
    expect(both.flatMap((answer) => answer.codes)).toEqual(['CONFLICT']);
  });

  it.each([
    ['input', {}],
    ['input.name', { name: null }],
    ['input.status', { status: null }],
  ])('refuses an update that says nothing or clears what must be there (%s)', async (field, input) => {
    const owner = tenant.as('OWNER');
    const { codes, error } = await owner.ask(UPDATE, { ...(await addCustomer(owner)), input });
    expect({ codes, field: error?.field }).toEqual({ codes: ['BAD_USER_INPUT'], field });
  });

  it('refuses an e-mail that another live customer has', async () => {
    const owner = tenant.as('OWNER');
    await addCustomer(owner, { email: 'other@example.com' });
    const made = await addCustomer(owner);
    const { codes, error } = await owner.ask(UPDATE, { ...made, input: { email: 'Other@example.com' } });
    expect({ codes, field: error?.field }).toEqual({ codes: ['CONFLICT'], field: 'input.email' });
  });
});

describe('deleteCustomer', () => {
  it('hides the customer, its interactions and its grants, and keeps its deals', async () => {
    const owner = tenant.as('OWNER');
    const made = await addCustomer(owner);
    const { createDeal } = await owner.get(
      'mutation ($id: ID!) {' +
      ' createDeal(input: { title: "D", customerId: $id, amountMinor: 1, currency: "EUR" }) { id }' +
        ' createInteraction(input: { recordType: CUSTOMER, recordId: $id, type: NOTE, subject: "S" }) { id } }',
      made,
    );
    expect((await owner.get(DELETE, made))['deleteCustomer']).toBe(made.id);
    const after = await owner.get(
      'query ($id: ID!, $deal: ID!) { customer(id: $id) { id } deal(id: $deal) { id customer { id } }' +
        ' interactions(filter: { recordId: $id }) { totalCount } customers(first: 100) { nodes { id } } }',
      { id: made.id, deal: createDeal.id },
    );
    expect(after['customer']).toBeNull();
    expect(after['deal']).toEqual({ id: createDeal.id, customer: null });
    expect(after['interactions'].totalCount).toBe(0);
    expect(after['customers'].nodes).not.toContainEqual({ id: made.id });
    const gone = { id: made.id, version: 2 };
    expect((await owner.ask(UPDATE, { ...gone, input: { name: 'Back' } })).codes).toEqual(['NOT_FOUND']);
    expect((await owner.ask(DELETE, { id: made.id, version: 2 })).codes).toEqual(['NOT_FOUND']);
  });

  it('refuses a stale version', async () => {
    const owner = tenant.as('OWNER');
    const made = await addCustomer(owner);
    const { codes, error } = await owner.ask(DELETE, { id: made.id, version: 7 });
    expect({ codes, currentVersion: error?.currentVersion }).toEqual({ codes: ['CONFLICT'], currentVersion: 1 });
  });
});

describe('an id that names no customer of the tenant', () => {
  it.each([
    ['one that is nobody\'s', async () => v7()],
    ['one that is no UUID', async () => 'x'],
    ['one of another tenant', async () => (await addCustomer((await world.addTenant()).as('OWNER'))).id],
  ])('is null for a query and NOT_FOUND for a mutation: %s', async (_kind, make) => {
    const id = await make();
    const owner = tenant.as('OWNER');
    expect((await owner.get(ONE, { id }))['customer']).toBeNull();
    expect((await owner.ask(UPDATE, { id, version: 1, input: { name: 'N' } })).codes).toEqual(['NOT_FOUND']);
    expect((await owner.ask(DELETE, { id, version: 1 })).codes).toEqual(['NOT_FOUND']);
  });
});

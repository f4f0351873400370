import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addCustomer, addLead, grant } from './support/records.ts';
import { openCrmWorld, type Caller, type CrmWorld, type TestTenant } from './support/world.ts';

const CONVERT =
  'mutation ($id: ID!, $version: Int!, $input: ConvertLeadInput!) {' +
  ' convertLead(id: $id, version: $version, input: $input) {' +
  ' lead { status version convertedAt customer { id } deal { id } }' +
  ' customer { id name email company owner { id } }' +
  ' deal { id title amountMinor currency status stage { name } customer { id } owner { id } } } }';
const UPDATE =
  'mutation ($id: ID!, $version: Int!, $input: UpdateLeadInput!) {' +
  ' updateLead(id: $id, version: $version, input: $input) { name email score status version } }';

let world: CrmWorld;
let tenant: TestTenant;
let owner: Caller;

beforeAll(async () => {
  world = await openCrmWorld();
  tenant = await world.addTenant();
  owner = tenant.as('OWNER');
});
afterAll(() => world.close());

const input = { currency: 'USD', amountMinor: 5000 };
const counts = () => owner.get('{ customers { totalCount } deals { totalCount } }');

describe('convertLead', () => {
  it('makes a customer and a deal that belong to the lead\'s owner', async () => {
    const member = tenant.as('MEMBER');
    const lead = await addLead(member, { name: 'Ada', email: 'ada@example.com', company: 'Engines' });
    const { convertLead } = await owner.get(CONVERT, { ...lead, input });
    expect(convertLead.lead).toMatchObject({ status: 'CONVERTED', version: 2 });
    expect(convertLead.lead.customer).toEqual({ id: convertLead.customer.id });
    expect(convertLead.lead.deal).toEqual({ id: convertLead.deal.id });
    const shared = { owner: { id: member.userId } };
    const person = { name: 'Ada', email: 'ada@example.com', company: 'Engines' };
    expect(convertLead.customer).toMatchObject({ ...person, ...shared });
    const sale = { title: 'Engines', amountMinor: 5000, stage: { name: 'Qualification' } };
    expect(convertLead.deal).toMatchObject({ ...sale, ...shared });
  });

  it('uses the customer that is named', async () => {
    const customer = await addCustomer(owner);
    const lead = await addLead(owner);
    const { convertLead } = await owner.get(CONVERT, { ...lead, input: { ...input, customerId: customer.id } });
    expect(convertLead.deal.customer.id).toBe(customer.id);
  });

  it('happens once when ten ask at the same moment', async () => {
    const lead = await addLead(owner);
    const before = await counts();
    const all = await Promise.all(Array.from({ length: 10 }, () => owner.ask(CONVERT, { ...lead, input })));
    expect(all.flatMap(({ codes }) => codes)).toEqual(Array(9).fill('CONFLICT'));
    const after = await counts();
    expect(after['customers'].totalCount).toBe(before['customers'].totalCount + 1);
    expect(after['deals'].totalCount).toBe(before['deals'].totalCount + 1);
  });

  it('makes nothing when it fails half-way', async () => {
    await addCustomer(owner, { email: 'known@example.com' });
    const lead = await addLead(owner, { email: 'known@example.com' });
    const before = await counts();
    const refused = await owner.ask(CONVERT, { ...lead, input });
    expect([refused.codes, refused.error?.message]).toEqual([['CONFLICT'], expect.stringContaining('customerId')]);
    const lost = { ...input, pipelineId: 'x', email: 'n@example.com' };
    expect((await owner.ask(CONVERT, { ...lead, input: lost })).codes).toEqual(['NOT_FOUND']);
    expect(await counts()).toEqual(before);
    expect((await owner.get('query ($id: ID!) { lead(id: $id) { status version } }', lead))['lead']).toEqual({
      status: 'NEW',
      version: 1,
    });
  });

  it('asks for an e-mail when the lead has none, and for a current version', async () => {
    const lead = await addLead(owner, { email: null });
    const { codes, error } = await owner.ask(CONVERT, { ...lead, input });
    expect({ codes, field: error?.field }).toEqual({ codes: ['BAD_USER_INPUT'], field: 'input.email' });
    const stale = await owner.ask(CONVERT, { ...lead, version: 4, input });
    expect([stale.codes, stale.error?.currentVersion]).toEqual([['CONFLICT'], 1]);
  });

  it('is not for a MEMBER with a mere write grant', async () => {
    const lead = await addLead(tenant.as('MEMBER', 0));
    await grant(owner, 'LEAD', lead.id, tenant.as('MEMBER', 1), 'WRITE');
    expect((await tenant.as('MEMBER', 1).ask(CONVERT, { ...lead, input })).codes).toEqual(['NOT_FOUND']);
  });
});

describe('a lead', () => {
  it('is changed, and its e-mail cleared', async () => {
    const lead = await addLead(owner);
    const { updateLead } = await owner.get(UPDATE, { ...lead, input: { score: 90, email: null, status: 'QUALIFIED' } });
    expect(updateLead).toEqual({ name: 'Grace Hopper', email: null, score: 90, status: 'QUALIFIED', version: 2 });
  });

  it.each([{ score: 101 }, { score: -1 }, { score: null }, { status: 'CONVERTED' }, { email: 'x' }])(
    'refuses %j',
    async (wrong) => {
      const lead = await addLead(owner);
      expect((await owner.ask(UPDATE, { ...lead, input: wrong })).codes).toEqual(['BAD_USER_INPUT']);
    },
  );

  it('stays as it is once converted', async () => {
    const lead = await addLead(owner);
    await owner.get(CONVERT, { ...lead, input });
    expect((await owner.ask(UPDATE, { id: lead.id, version: 2, input: { name: 'N' } })).codes).toEqual(['CONFLICT']);
    expect((await owner.ask(CONVERT, { id: lead.id, version: 2, input })).codes).toEqual(['CONFLICT']);
  });

  it('is not created as converted', async () => {
    const source = 'mutation { createLead(input: { name: "L", status: CONVERTED }) { id } }';
    expect((await owner.ask(source)).codes).toEqual(['BAD_USER_INPUT']);
  });
});

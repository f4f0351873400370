import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addCustomer, addDeal, addInteraction, addLead } from './support/records.ts';
import { openCrmWorld, type Caller, type CrmWorld, type TestTenant } from './support/world.ts';

let world: CrmWorld;
let a: TestTenant;
let ownerA: Caller;
let ownerB: Caller;

beforeAll(async () => {
  world = await openCrmWorld();
  a = await world.addTenant();
  ownerA = a.as('OWNER');
  ownerB = (await world.addTenant()).as('OWNER');
});
afterAll(() => world.close());

const defaultPipeline = async (caller: Caller) =>
  (await caller.get('{ pipelines { nodes { id version stages { nodes { id } } } } }'))['pipelines'].nodes[0];

describe('an owner of tenant B', () => {
  it('links none of A\'s rows', async () => {
    const customer = await addCustomer(ownerA);
    const pipeline = await defaultPipeline(ownerA);
    const create = 'mutation ($input: CreateDealInput!) { createDeal(input: $input) { id } }';
    const input = { title: 'Bridge', amountMinor: 1, currency: 'EUR' };
    const own = { ...input, customerId: (await addCustomer(ownerB)).id };
    const foreign = [
      { ...input, customerId: customer.id },
      { ...own, pipelineId: pipeline.id },
      { ...own, stageId: pipeline.stages.nodes[0].id },
    ];
    for (const each of foreign) expect((await ownerB.ask(create, { input: each })).codes).toEqual(['NOT_FOUND']);

    const lead = await addLead(ownerB);
    const convert =
      'mutation ($id: ID!, $version: Int!, $input: ConvertLeadInput!) {' +
      ' convertLead(id: $id, version: $version, input: $input) { deal { id } } }';
    const wish = { ...lead, input: { customerId: customer.id, currency: 'EUR' } };
    expect((await ownerB.ask(convert, wish)).codes).toEqual(['NOT_FOUND']);

    const deal = await addDeal(ownerB, own.customerId);
    const move =
      'mutation ($id: ID!, $version: Int!, $to: ID!) {' +
      ' moveDeal(id: $id, version: $version, stageId: $to) { id } }';
    const { codes } = await ownerB.ask(move, { ...deal, to: pipeline.stages.nodes[1].id });
    expect(codes).toEqual(['NOT_FOUND']);
  });

  it('changes, moves and shares none of A\'s rows', async () => {
    const customer = await addCustomer(ownerA);
    const deal = await addDeal(ownerA, customer.id);
    const lead = await addLead(ownerA);
    const remark = await addInteraction(ownerA, 'CUSTOMER', customer.id);
    const pipeline = await defaultPipeline(ownerA);
    const stage = pipeline.stages.nodes[0].id;
    const user = a.as('MEMBER').userId;
    const attempts: [string, object][] = [
      ['updateDeal(id: $id, version: $version, input: { title: "T" }) { id }', deal],
      ['winDeal(id: $id, version: $version) { id }', deal],
      ['deleteDeal(id: $id, version: $version)', deal],
      ['updateLead(id: $id, version: $version, input: { name: "N" }) { id }', lead],
      ['convertLead(id: $id, version: $version, input: { currency: "EUR" }) { deal { id } }', lead],
      ['deleteLead(id: $id, version: $version)', lead],
      ['updateInteraction(id: $id, version: $version, input: { subject: "S" }) { id }', remark],
      ['deleteInteraction(id: $id, version: $version)', remark],
      ['updatePipeline(id: $id, version: $version, input: { name: "P" }) { id }', pipeline],
      ['deletePipeline(id: $id, version: $version)', pipeline],
      ['createStage(pipelineId: $id, version: $version, input: { name: "S", probability: 1 }) { id }', pipeline],
      ['reorderStages(pipelineId: $id, version: $version, stageIds: []) { id }', pipeline],
      ['updateStage(id: $id, version: $version, input: { name: "S" }) { id }', { id: stage, version: 1 }],
      ['deleteStage(id: $id, version: $version) { id }', { id: stage, version: 1 }],
    ];
    for (const [field, { id, version }] of attempts as [string, { id: string; version: number }][]) {
      const { codes } = await ownerB.ask(`mutation ($id: ID!, $version: Int!) { ${field} }`, { id, version });
      expect({ field, codes }).toEqual({ field, codes: ['NOT_FOUND'] });
    }
    for (const verb of ['grantAccess', 'revokeAccess']) {
      const rest = verb === 'grantAccess' ? ', access: READ) { id }' : ')';
      const source =
        'mutation ($id: ID!, $user: ID!) {' +
        ` ${verb}(recordType: CUSTOMER, recordId: $id, userId: $user${rest} }`;
      expect((await ownerB.ask(source, { id: customer.id, user })).codes).toEqual(['NOT_FOUND']);
    }
  });

  it('sees none of A\'s rows by reference or through A\'s tenant and users', async () => {
    const customer = await addCustomer(ownerA);
    const deal = await addDeal(ownerA, customer.id);
    const source =
      'query ($of: [_Any!]!) { _entities(representations: $of) { __typename' +
      ' ... on Tenant { customerCount customers { totalCount nodes { id } } }' +
      ' ... on User { ownedCustomers { totalCount nodes { id } } } } }';
    const of = [
      { __typename: 'Customer', id: customer.id },
      { __typename: 'Deal', id: deal.id },
      { __typename: 'Tenant', id: a.id },
      { __typename: 'User', id: ownerA.userId },
    ];
    const nothing = { totalCount: 0, nodes: [] };
    expect((await ownerB.get(source, { of }))['_entities']).toEqual([
      null,
      null,
      { __typename: 'Tenant', customerCount: 0, customers: nothing },
      { __typename: 'User', ownedCustomers: nothing },
    ]);
    const [, , ownTenant, ownUser] = (await ownerA.get(source, { of }))['_entities'];
    expect(ownTenant.customerCount).toBeGreaterThan(0);
    expect(ownTenant.customers.totalCount).toBe(ownTenant.customerCount);
    expect(ownUser.ownedCustomers.nodes).toContainEqual({ id: customer.id });
  });
});

describe('the database itself', () => {
  it('refuses a deal between tenants, whoever writes it', async () => {
    const customer = await addCustomer(ownerA);
    const copy =
      'INSERT INTO deals (tenant_id, id, owner_id, customer_id, pipeline_id, stage_id,' +
      ' title, amount_minor, currency, probability)' +
      ' SELECT s.tenant_id, $1, $1, $2, s.pipeline_id, s.id, $3, 1, $4, 1 FROM pipeline_stages s' +
      ' WHERE s.tenant_id <> (SELECT tenant_id FROM customers WHERE id = $2) LIMIT 1';
    const attempt = world.sql(copy, ['019b76da-a800-7000-8000-0000000000ff', customer.id, 'Bridge', 'EUR']);
    await expect(attempt).rejects.toThrow(/deals_customer_fkey/);
  });
});

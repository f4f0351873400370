import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { addCustomer, addDeal, type Made } from './support/records.ts';
import { openCrmWorld, type Caller, type CrmWorld } from './support/world.ts';

interface Stage {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

const STATE = '{ id version status probability closedAt wonReason lostReason stage { name } }';
const MOVE =
  'mutation ($id: ID!, $version: Int!, $to: ID!) {' +
  ` deal: moveDeal(id: $id, version: $version, stageId: $to) ${STATE} }`;
const WIN =
  'mutation ($id: ID!, $version: Int!, $reason: String) {' +
  ` deal: winDeal(id: $id, version: $version, reason: $reason) ${STATE} }`;
const LOSE =
  'mutation ($id: ID!, $version: Int!, $reason: String!) {' +
  ` deal: loseDeal(id: $id, version: $version, reason: $reason) ${STATE} }`;
const REOPEN =
  'mutation ($id: ID!, $version: Int!, $to: ID) {' +
  ` deal: reopenDeal(id: $id, version: $version, stageId: $to) ${STATE} }`;
const CREATE =
  'mutation ($input: CreateDealInput!) { createDeal(input: $input) {' +
  ' amountMinor currency probability expectedCloseDate stage { name } pipeline { isDefault } customer { id } } }';
const UPDATE =
  'mutation ($id: ID!, $version: Int!, $input: UpdateDealInput!) {' +
  ' updateDeal(id: $id, version: $version, input: $input) {' +
  ' title amountMinor currency probability expectedCloseDate version } }';

let world: CrmWorld;
let owner: Caller;
let customer: Made;
let stages: Stage[];
let deal: Made;

beforeAll(async () => {
  world = await openCrmWorld();
  owner = (await world.addTenant()).as('OWNER');
  customer = await addCustomer(owner);
  const { pipelines } = await owner.get('{ pipelines { nodes { stages { nodes { id name kind } } } } }');
  stages = pipelines.nodes[0].stages.nodes;
});
afterAll(() => world.close());
beforeEach(async () => {
  deal = await addDeal(owner, customer.id);
});

const stageNamed = (name: string) => stages.find((stage) => stage.name === name)!.id;

describe('createDeal', () => {
  it('starts in the first open stage of the default pipeline, with its probability', async () => {
    const input = { title: 'Big', customerId: customer.id, amountMinor: 9_007_199_254_740_991, currency: 'eur' };
    const { createDeal } = await owner.get(CREATE, { input: { ...input, expectedCloseDate: '2027-02-28' } });
    expect(createDeal).toEqual({
      amountMinor: 9_007_199_254_740_991,
      currency: 'EUR',
      probability: 10,
      expectedCloseDate: '2027-02-28',
      stage: { name: 'Qualification' },
      pipeline: { isDefault: true },
      customer: { id: customer.id },
    });
  });

  it('starts in the stage that is named, with the probability that is named', async () => {
    const named = { stageId: stageNamed('Proposal'), probability: 42 };
    const input = { title: 'Big', customerId: customer.id, amountMinor: 1, currency: 'USD', ...named };
    const { createDeal } = await owner.get(CREATE, { input });
    expect(createDeal).toMatchObject({ probability: 42, stage: { name: 'Proposal' } });
  });

  it.each([
    ['BAD_USER_INPUT', { currency: 'XYZ' }],
    ['BAD_USER_INPUT', { amountMinor: -1 }],
    ['BAD_USER_INPUT', { probability: 101 }],
    ['BAD_USER_INPUT', { title: '' }],
    ['NOT_FOUND', { customerId: v7() }],
    ['NOT_FOUND', { customerId: 'x' }],
    ['NOT_FOUND', { pipelineId: v7() }],
    ['NOT_FOUND', { stageId: 'x' }],
  ])('answers %s for %j', async (code, wrong) => {
    const good = { title: 'T', customerId: customer.id, amountMinor: 1, currency: 'USD' };
    expect((await owner.ask(CREATE, { input: { ...good, ...wrong } })).codes).toEqual([code]);
  });

  it.each([{ amountMinor: 1.5 }, { amountMinor: 2 ** 53 }, { expectedCloseDate: '2027-02-30' }])(
    'refuses %j before it runs',
    async (wrong) => {
      const good = { title: 'T', customerId: customer.id, amountMinor: 1, currency: 'USD' };
      const { data, error } = await owner.ask(CREATE, { input: { ...good, ...wrong } });
      expect([data, error !== undefined]).toEqual([{}, true]);
    },
  );

  it('refuses a customer that was deleted', async () => {
    const gone = await addCustomer(owner);
    await owner.get('mutation ($id: ID!, $version: Int!) { deleteCustomer(id: $id, version: $version) }', gone);
    const input = { title: 'T', customerId: gone.id, amountMinor: 1, currency: 'USD' };
    expect((await owner.ask(CREATE, { input })).codes).toEqual(['NOT_FOUND']);
  });
});

describe('updateDeal', () => {
  it('changes only what is given and clears the expected day', async () => {
    const input = { amountMinor: 5, currency: 'JPY', expectedCloseDate: '2027-01-01' };
    const changed = await owner.get(UPDATE, { ...deal, input });
    expect(changed['updateDeal']).toMatchObject({ ...input, title: 'Licence', version: 2 });
    const cleared = await owner.get(UPDATE, { id: deal.id, version: 2, input: { expectedCloseDate: null } });
    expect(cleared['updateDeal']).toMatchObject({ amountMinor: 5, expectedCloseDate: null, version: 3 });
  });

  it('leaves a closed deal\'s probability alone', async () => {
    await owner.get(WIN, deal);
    const closed = { id: deal.id, version: 2 };
    expect((await owner.ask(UPDATE, { ...closed, input: { probability: 50 } })).codes).toEqual(['CONFLICT']);
    expect((await owner.ask(UPDATE, { ...closed, input: { title: 'Signed' } })).codes).toEqual([]);
  });
});

describe('a deal', () => {
  it('moves between open stages and takes over their probability', async () => {
    const moved = await owner.get(MOVE, { ...deal, to: stageNamed('Negotiation') });
    const stage = { name: 'Negotiation' };
    expect(moved['deal']).toMatchObject({ status: 'OPEN', probability: 75, version: 2, stage });
  });

  it('is won, reopened, lost and reopened again', async () => {
    const won = await owner.get(WIN, { ...deal, reason: 'Price' });
    expect(won['deal']).toMatchObject({ status: 'WON', probability: 100, wonReason: 'Price', stage: { name: 'Won' } });
    expect(won['deal'].closedAt).not.toBeNull();

    const reopened = await owner.get(REOPEN, { id: deal.id, version: 2 });
    expect(reopened['deal']).toMatchObject({ status: 'OPEN', probability: 10, wonReason: null, closedAt: null });

    const lost = await owner.get(LOSE, { id: deal.id, version: 3, reason: 'Budget' });
    const end = { status: 'LOST', probability: 0, lostReason: 'Budget', stage: { name: 'Lost' } };
    expect(lost['deal']).toMatchObject(end);

    const again = await owner.get(REOPEN, { id: deal.id, version: 4, to: stageNamed('Proposal') });
    expect(again['deal']).toMatchObject({ status: 'OPEN', lostReason: null, stage: { name: 'Proposal' }, version: 5 });
  });

  it('refuses what its state does not allow', async () => {
    expect((await owner.ask(REOPEN, deal)).codes).toEqual(['CONFLICT']);
    await owner.get(WIN, deal);
    const closed = { id: deal.id, version: 2 };
    expect((await owner.ask(MOVE, { ...closed, to: stageNamed('Proposal') })).codes).toEqual(['CONFLICT']);
    expect((await owner.ask(WIN, closed)).codes).toEqual(['CONFLICT']);
    expect((await owner.ask(LOSE, { ...closed, reason: 'R' })).codes).toEqual(['CONFLICT']);
  });

  it('is not lost without a reason', async () => {
    const { codes, error } = await owner.ask(LOSE, { ...deal, reason: '  ' });
    expect({ codes, field: error?.field }).toEqual({ codes: ['BAD_USER_INPUT'], field: 'reason' });
  });

  it('is closed by no move, and moves into no other pipeline', async () => {
    const toWon = await owner.ask(MOVE, { ...deal, to: stageNamed('Won') });
    expect([toWon.codes, toWon.error?.field]).toEqual([['BAD_USER_INPUT'], 'stageId']);
    const { createPipeline } = await owner.get(
      'mutation { createPipeline(input: { name: "Other" }) { stages(first: 1) { nodes { id } } } }',
    );
    const elsewhere = await owner.ask(MOVE, { ...deal, to: createPipeline.stages.nodes[0].id });
    expect(elsewhere.codes).toEqual(['BAD_USER_INPUT']);
    expect((await owner.ask(MOVE, { ...deal, to: v7() })).codes).toEqual(['NOT_FOUND']);
  });

  it.each([
    [MOVE, () => ({ to: stageNamed('Proposal') })],
    [WIN, () => ({})],
    [LOSE, () => ({ reason: 'R' })],
  ])('refuses a stale version (%#)', async (mutation, rest) => {
    const { codes, error } = await owner.ask(mutation, { id: deal.id, version: 9, ...rest() });
    expect({ codes, currentVersion: error?.currentVersion }).toEqual({ codes: ['CONFLICT'], currentVersion: 1 });
  });

  it('ends one way when it is won and lost at the same moment', async () => {
    const both = [owner.ask(WIN, deal), owner.ask(LOSE, { ...deal, reason: 'R' })];
    expect((await Promise.all(both)).flatMap(({ codes }) => codes)).toEqual(['CONFLICT']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareTenant } from '../src/services/prepare-tenant.ts';
import { addCustomer, addDeal } from './support/records.ts';
import { openCrmWorld, type Caller, type CrmWorld, type TestTenant } from './support/world.ts';

interface Stage {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly probability: number;
  readonly kind: string;
}
interface Pipeline {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly isDefault: boolean;
  readonly stages: { readonly nodes: Stage[] };
}

const WHOLE = '{ id version name isDefault stages { nodes { id name position probability kind } } }';
const CREATE = `mutation ($input: CreatePipelineInput!) { pipeline: createPipeline(input: $input) ${WHOLE} }`;
const UPDATE =
  'mutation ($id: ID!, $version: Int!, $input: UpdatePipelineInput!) {' +
  ` pipeline: updatePipeline(id: $id, version: $version, input: $input) ${WHOLE} }`;
const DELETE = 'mutation ($id: ID!, $version: Int!) { deletePipeline(id: $id, version: $version) }';
const CREATE_STAGE =
  'mutation ($id: ID!, $version: Int!, $input: CreateStageInput!) {' +
  ` pipeline: createStage(pipelineId: $id, version: $version, input: $input) ${WHOLE} }`;
const UPDATE_STAGE =
  'mutation ($id: ID!, $version: Int!, $input: UpdateStageInput!) {' +
  ` pipeline: updateStage(id: $id, version: $version, input: $input) ${WHOLE} }`;
const DELETE_STAGE =
  'mutation ($id: ID!, $version: Int!) {' +
  ` pipeline: deleteStage(id: $id, version: $version) ${WHOLE} }`;
const REORDER =
  'mutation ($id: ID!, $version: Int!, $ids: [ID!]!) {' +
  ` pipeline: reorderStages(pipelineId: $id, version: $version, stageIds: $ids) ${WHOLE} }`;

let world: CrmWorld;
let tenant: TestTenant;
let owner: Caller;
let named = 0;

beforeAll(async () => {
  world = await openCrmWorld();
  tenant = await world.addTenant();
  owner = tenant.as('OWNER');
});
afterAll(() => world.close());

const run = async (source: string, variables: object): Promise<Pipeline> =>
  (await owner.get(source, variables))['pipeline'];
const addPipeline = (input: object = {}) => run(CREATE, { input: { name: `Pipeline ${(named += 1)}`, ...input } });
const names = ({ stages }: Pipeline) => stages.nodes.map(({ name }) => name);
const places = ({ stages }: Pipeline) => stages.nodes.map(({ position }) => position);

describe('a tenant that was prepared', () => {
  it('has one default pipeline, however often and however simultaneously it was prepared', async () => {
    const other = await world.addTenant();
    await Promise.all([1, 2, 3].map(() => prepareTenant(world.database, other.id)));
    const { pipelines } = await other.as('OWNER').get(`{ pipelines { totalCount nodes ${WHOLE} } }`);
    expect(pipelines.totalCount).toBe(1);
    expect(pipelines.nodes[0]).toMatchObject({ name: 'Sales', isDefault: true });
    const open = ['Qualification', 'Needs analysis', 'Proposal', 'Negotiation'];
    expect(names(pipelines.nodes[0])).toEqual([...open, 'Won', 'Lost']);
  });
});

describe('createPipeline', () => {
  it('fixes the probability of the end stages', async () => {
    const stages = [
      { name: 'Talk', probability: 30 },
      { name: 'Yes', kind: 'WON', probability: 3 },
      { name: 'No', kind: 'LOST', probability: 3 },
    ];
    const pipeline = await addPipeline({ stages });
    expect(pipeline.stages.nodes.map(({ kind, probability }) => [kind, probability])).toEqual([
      ['OPEN', 30],
      ['WON', 100],
      ['LOST', 0],
    ]);
  });

  it.each([
    [[]],
    [[{ name: 'Talk', probability: 1 }]],
    [[{ name: 'Yes', kind: 'WON', probability: 1 }, { name: 'No', kind: 'LOST', probability: 1 }]],
    [Array.from({ length: 31 }, (_, n) => ({ name: `S${n}`, probability: 1 }))],
  ])('refuses stages that make no pipeline (%#)', async (stages) => {
    const { codes, error } = await owner.ask(CREATE, { input: { name: 'Odd', stages } });
    expect({ codes, field: error?.field }).toEqual({ codes: ['BAD_USER_INPUT'], field: 'input.stages' });
  });

  it('refuses a name that a live pipeline has, whatever the case', async () => {
    await addPipeline({ name: 'Renewals' });
    expect((await owner.ask(CREATE, { input: { name: 'RENEWALS' } })).codes).toEqual(['CONFLICT']);
  });

  it('is not for a MEMBER', async () => {
    expect((await tenant.as('MEMBER').ask(CREATE, { input: { name: 'Mine' } })).codes).toEqual(['FORBIDDEN']);
  });
});

describe('the default pipeline', () => {
  it('is always exactly one', async () => {
    const a = await addPipeline({ isDefault: true });
    const b = await run(UPDATE, { ...(await addPipeline()), input: { isDefault: true } });
    expect([a.isDefault, b.isDefault]).toEqual([true, true]);
    const { pipelines } = await owner.get('{ pipelines(filter: { isDefault: true }) { nodes { id } } }');
    expect(pipelines.nodes).toEqual([{ id: b.id }]);
    expect((await owner.ask(UPDATE, { ...b, input: { isDefault: false } })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await owner.ask(DELETE, b)).codes).toEqual(['CONFLICT']);
  });
});

describe('deletePipeline', () => {
  it('waits until the last deal is gone', async () => {
    const pipeline = await addPipeline();
    const deal = await addDeal(owner, (await addCustomer(owner)).id, { pipelineId: pipeline.id });
    expect((await owner.ask(DELETE, pipeline)).codes).toEqual(['CONFLICT']);
    await owner.get('mutation ($id: ID!, $version: Int!) { deleteDeal(id: $id, version: $version) }', deal);
    expect((await owner.get(DELETE, pipeline))['deletePipeline']).toBe(pipeline.id);
    expect((await owner.get('query ($id: ID!) { pipeline(id: $id) { id } }', pipeline))['pipeline']).toBeNull();
    const input = { title: 'Late', customerId: (await addCustomer(owner)).id, amountMinor: 1, currency: 'EUR' };
    const late = await owner.ask('mutation ($input: CreateDealInput!) { createDeal(input: $input) { id } }', {
      input: { ...input, pipelineId: pipeline.id },
    });
    expect(late.codes).toEqual(['NOT_FOUND']);
  });

  it('leaves no deal behind when one is created at the same moment', async () => {
    const customer = await addCustomer(owner);
    for (let round = 0; round < 5; round += 1) {
      const pipeline = await addPipeline();
      const input = { title: 'R', customerId: customer.id, amountMinor: 1, currency: 'EUR', pipelineId: pipeline.id };
      const source = 'mutation ($input: CreateDealInput!) { createDeal(input: $input) { id } }';
      const [deleted, created] = await Promise.all([owner.ask(DELETE, pipeline), owner.ask(source, { input })]);
      expect([deleted.codes.length, created.codes.length].toSorted((a, b) => a - b)).toEqual([0, 1]);
    }
  });
});

describe('stages', () => {
  it('are added behind the last open one', async () => {
    const pipeline = await addPipeline();
    const more = await run(CREATE_STAGE, { ...pipeline, input: { name: 'Legal review', probability: 90 } });
    expect(names(more).slice(-3)).toEqual(['Legal review', 'Won', 'Lost']);
    expect(places(more)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(more.version).toBe(pipeline.version + 1);
  });

  it('are put into the order given, all of them and each once', async () => {
    const pipeline = await addPipeline();
    const ids = pipeline.stages.nodes.map(({ id }) => id).toReversed();
    const turned = await run(REORDER, { ...pipeline, ids });
    expect(names(turned)).toEqual(names(pipeline).toReversed());
    expect(places(turned)).toEqual([1, 2, 3, 4, 5, 6]);
    const current = { id: pipeline.id, version: turned.version };
    for (const wrong of [ids.slice(1), [...ids, ids[0]!], [...ids.slice(1), ids[1]!]]) {
      const { codes, error } = await owner.ask(REORDER, { ...current, ids: wrong });
      expect({ codes, field: error?.field }).toEqual({ codes: ['BAD_USER_INPUT'], field: 'stageIds' });
    }
  });

  it('are renamed, and weighed only while open', async () => {
    const pipeline = await addPipeline();
    const [first, , , , won] = pipeline.stages.nodes;
    const changed = await run(UPDATE_STAGE, { id: first!.id, version: 1, input: { name: 'Hello', probability: 5 } });
    expect(changed.stages.nodes[0]).toMatchObject({ name: 'Hello', probability: 5 });
    const refused = await owner.ask(UPDATE_STAGE, { id: won!.id, version: 2, input: { probability: 5 } });
    expect([refused.codes, refused.error?.field]).toEqual([['BAD_USER_INPUT'], 'input.probability']);
  });

  it('are deleted only without deals, and never the last of their kind', async () => {
    const pipeline = await addPipeline();
    const [first, second, , , won] = pipeline.stages.nodes;
    const customer = await addCustomer(owner);
    const deal = await addDeal(owner, customer.id, { pipelineId: pipeline.id, stageId: first!.id });
    expect((await owner.ask(DELETE_STAGE, { id: first!.id, version: 1 })).codes).toEqual(['CONFLICT']);
    expect((await owner.ask(DELETE_STAGE, { id: won!.id, version: 1 })).codes).toEqual(['CONFLICT']);
    const less = await run(DELETE_STAGE, { id: second!.id, version: 1 });
    expect([names(less).length, places(less)]).toEqual([5, [1, 2, 3, 4, 5]]);
    await owner.get('mutation ($id: ID!, $version: Int!) { deleteDeal(id: $id, version: $version) }', deal);
    const rest = await run(DELETE_STAGE, { id: first!.id, version: 2 });
    expect(names(rest)).toEqual(['Proposal', 'Negotiation', 'Won', 'Lost']);
  });

  it('are changed under the pipeline\'s version', async () => {
    const { id, version, stages } = await addPipeline();
    const [stage] = stages.nodes;
    const stale: [string, object][] = [
      [UPDATE, { id, input: { name: 'Stale' } }],
      [CREATE_STAGE, { id, input: { name: 'S', probability: 1 } }],
      [UPDATE_STAGE, { id: stage!.id, input: { name: 'S' } }],
      [DELETE_STAGE, { id: stage!.id }],
      [REORDER, { id, ids: [] }],
      [DELETE, { id }],
    ];
    for (const [source, variables] of stale) {
      const { codes, error } = await owner.ask(source, { ...variables, version: version + 5 });
      expect({ source, codes, now: error?.currentVersion }).toEqual({ source, codes: ['CONFLICT'], now: version });
    }
  });
});

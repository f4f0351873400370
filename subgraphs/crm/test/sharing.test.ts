import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { addCustomer, addDeal, addInteraction, addLead, grant, GRANT, type Made } from './support/records.ts';
import { openCrmWorld, type Caller, type CrmWorld, type TestTenant } from './support/world.ts';

/** What can be asked of each kind of record that has an owner. */
const KINDS = {
  CUSTOMER: {
    add: (caller: Caller) => addCustomer(caller),
    one: 'query ($id: ID!) { record: customer(id: $id) { id } }',
    all: '{ list: customers(first: 100) { totalCount nodes { id } } }',
    entity: 'Customer',
    update:
      'mutation ($id: ID!, $version: Int!) {' +
      ' updateCustomer(id: $id, version: $version, input: { name: "N" }) { version } }',
    delete: 'mutation ($id: ID!, $version: Int!) { deleteCustomer(id: $id, version: $version) }',
  },
  LEAD: {
    add: (caller: Caller) => addLead(caller),
    one: 'query ($id: ID!) { record: lead(id: $id) { id } }',
    all: '{ list: leads(first: 100) { totalCount nodes { id } } }',
    entity: 'Lead',
    update:
      'mutation ($id: ID!, $version: Int!) {' +
      ' updateLead(id: $id, version: $version, input: { name: "N" }) { version } }',
    delete: 'mutation ($id: ID!, $version: Int!) { deleteLead(id: $id, version: $version) }',
  },
  DEAL: {
    add: async (caller: Caller) => addDeal(caller, (await addCustomer(caller)).id),
    one: 'query ($id: ID!) { record: deal(id: $id) { id } }',
    all: '{ list: deals(first: 100) { totalCount nodes { id } } }',
    entity: 'Deal',
    update:
      'mutation ($id: ID!, $version: Int!) {' +
      ' updateDeal(id: $id, version: $version, input: { title: "N" }) { version } }',
    delete: 'mutation ($id: ID!, $version: Int!) { deleteDeal(id: $id, version: $version) }',
  },
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

const REFERENCE = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
const REVOKE =
  'mutation ($type: CrmRecordType!, $id: ID!, $user: ID!) {' +
  ' revokeAccess(recordType: $type, recordId: $id, userId: $user) }';

let world: CrmWorld;
let tenant: TestTenant;
let owner: Caller;
let mine: Caller;
let theirs: Caller;
let viewer: Caller;

beforeAll(async () => {
  world = await openCrmWorld();
  tenant = await world.addTenant();
  owner = tenant.as('OWNER');
  mine = tenant.as('MEMBER', 0);
  theirs = tenant.as('MEMBER', 1);
  viewer = tenant.as('VIEWER');
});
afterAll(() => world.close());

/** Whether a caller sees a record by its id, in the list and by reference, which must always agree. */
async function sees(caller: Caller, kind: Kind, { id }: Made): Promise<boolean> {
  const { record } = await caller.get(kind.one, { id });
  const { list } = await caller.get(kind.all);
  const { _entities: references } = await caller.get(REFERENCE, { of: [{ __typename: kind.entity, id }] });
  const answers = [record !== null, list.nodes.some((node: Made) => node.id === id), references[0] !== null];
  expect(new Set(answers).size).toBe(1);
  expect(list.totalCount).toBe(list.nodes.length);
  return record !== null;
}

async function codesOf(caller: Caller, mutation: string, variables: object): Promise<string> {
  return (await caller.ask(mutation, variables)).codes[0] ?? 'OK';
}

describe.each(Object.entries(KINDS))('a %s', (type, kind) => {
  it('is seen and changed by its owner and by those who reach all, and by nobody else', async () => {
    const made = await kind.add(mine);
    for (const caller of [mine, owner, tenant.as('ADMIN'), tenant.as('SUPERADMIN')]) {
      expect(await sees(caller, kind, made)).toBe(true);
    }
    for (const caller of [theirs, viewer]) expect(await sees(caller, kind, made)).toBe(false);
    expect(await codesOf(theirs, kind.update, made)).toBe('NOT_FOUND');
    expect(await codesOf(theirs, kind.delete, made)).toBe('NOT_FOUND');
    expect(await codesOf(viewer, kind.update, made)).toBe('FORBIDDEN');
    expect((await tenant.as('AUDITOR').ask(kind.one, made)).codes).toEqual(['FORBIDDEN']);
    expect(await codesOf(mine, kind.update, made)).toBe('OK');
    expect(await codesOf(mine, kind.delete, { id: made.id, version: 2 })).toBe('OK');
  });

  it('is seen and not changed by whoever was granted READ', async () => {
    const made = await kind.add(mine);
    await grant(mine, type, made.id, theirs, 'READ');
    await grant(mine, type, made.id, viewer, 'READ');
    expect(await sees(theirs, kind, made)).toBe(true);
    expect(await sees(viewer, kind, made)).toBe(true);
    expect(await codesOf(theirs, kind.update, made)).toBe('NOT_FOUND');
    expect(await codesOf(theirs, kind.delete, made)).toBe('NOT_FOUND');
  });

  it('is changed but neither deleted nor shared by a MEMBER who was granted WRITE', async () => {
    const made = await kind.add(mine);
    await grant(mine, type, made.id, theirs, 'WRITE');
    expect(await codesOf(theirs, kind.update, made)).toBe('OK');
    expect(await codesOf(theirs, kind.delete, { id: made.id, version: 2 })).toBe('NOT_FOUND');
    const share = { type, id: made.id, user: viewer.userId, access: 'READ' };
    expect(await codesOf(theirs, GRANT, share)).toBe('NOT_FOUND');
  });

  it('is never changed by a VIEWER, whatever it was granted', async () => {
    const made = await kind.add(mine);
    await grant(owner, type, made.id, viewer, 'WRITE');
    expect(await sees(viewer, kind, made)).toBe(true);
    expect(await codesOf(viewer, kind.update, made)).toBe('FORBIDDEN');
  });

  it('is seen no more once the grant is taken back', async () => {
    const made = await kind.add(mine);
    await grant(mine, type, made.id, theirs, 'READ');
    const { revokeAccess } = await mine.get(REVOKE, { type, id: made.id, user: theirs.userId });
    expect(revokeAccess).toBe(true);
    expect(await sees(theirs, kind, made)).toBe(false);
    const again = await mine.get(REVOKE, { type, id: made.id, user: theirs.userId });
    expect(again['revokeAccess']).toBe(false);
  });

  it('carries interactions that are seen and written by whoever may see and write it', async () => {
    const made = await kind.add(mine);
    const remark = await addInteraction(mine, type, made.id);
    const one = 'query ($id: ID!) { interaction(id: $id) { id } }';
    const change =
      'mutation ($id: ID!, $version: Int!) {' +
      ' updateInteraction(id: $id, version: $version, input: { subject: "Changed" }) { version } }';
    const add =
      'mutation ($type: CrmRecordType!, $id: ID!) {' +
      ' createInteraction(input: { recordType: $type, recordId: $id, type: NOTE, subject: "S" }) { id } }';
    expect((await theirs.get(one, remark))['interaction']).toBeNull();
    expect(await codesOf(theirs, change, remark)).toBe('NOT_FOUND');
    await grant(mine, type, made.id, theirs, 'READ');
    expect((await theirs.get(one, remark))['interaction']).toEqual({ id: remark.id });
    expect(await codesOf(theirs, change, remark)).toBe('NOT_FOUND');
    expect(await codesOf(theirs, add, { type, id: made.id })).toBe('NOT_FOUND');
    await grant(mine, type, made.id, theirs, 'WRITE');
    expect(await codesOf(theirs, change, remark)).toBe('OK');
    expect(await codesOf(theirs, add, { type, id: made.id })).toBe('OK');
  });

  it('is shared by its owner and those who reach all, with members of the tenant only', async () => {
    const made = await kind.add(mine);
    const share = { type, id: made.id, user: theirs.userId, access: 'READ' };
    expect(await codesOf(theirs, GRANT, share)).toBe('NOT_FOUND');
    expect(await codesOf(mine, GRANT, { ...share, user: v7() })).toBe('NOT_FOUND');
    expect(await codesOf(mine, GRANT, { ...share, user: 'nobody' })).toBe('NOT_FOUND');
    expect(await codesOf(mine, GRANT, { ...share, id: v7() })).toBe('NOT_FOUND');
    expect(await codesOf(tenant.as('ADMIN'), GRANT, share)).toBe('OK');
    expect(await codesOf(mine, GRANT, { ...share, access: 'WRITE' })).toBe('OK');
    const list =
      'query ($type: CrmRecordType!, $id: ID!) { grants(recordType: $type, recordId: $id) {' +
      ' totalCount nodes { recordType access user { id } grantedBy { id } } } }';
    const { grants } = await mine.get(list, { type, id: made.id });
    const expected = { recordType: type, access: 'WRITE', user: { id: theirs.userId }, grantedBy: { id: mine.userId } };
    expect(grants).toEqual({ totalCount: 1, nodes: [expected] });
    expect((await tenant.as('MEMBER', 2).get(list, { type, id: made.id }))['grants'].totalCount).toBe(0);
  });
});

describe('a record that was given to another owner', () => {
  it('is reached by the new owner and no longer by the old one', async () => {
    const made = await addCustomer(mine);
    const give =
      'mutation ($id: ID!, $version: Int!, $to: ID!) {' +
      ' updateCustomer(id: $id, version: $version, input: { ownerId: $to }) { owner { id } } }';
    expect(await codesOf(mine, give, { ...made, to: theirs.userId })).toBe('FORBIDDEN');
    await owner.get(give, { ...made, to: theirs.userId });
    expect(await sees(theirs, KINDS.CUSTOMER, made)).toBe(true);
    expect(await sees(mine, KINDS.CUSTOMER, made)).toBe(false);
  });
});

describe('a SUPERADMIN who has entered no tenant', () => {
  it('reads every tenant and changes none', async () => {
    const source =
      'query ($ids: [_Any!]!) { _entities(representations: $ids) {' +
      ' ... on Customer { id deals { totalCount nodes { title customer { id } } } } } }';
    const first = (await world.addTenant()).as('OWNER');
    const second = (await world.addTenant()).as('OWNER');
    const [made, other] = [await addCustomer(first), await addCustomer(second)];
    await addDeal(first, made.id);
    const ids = [made, other].map(({ id }) => ({ __typename: 'Customer', id }));
    const nodes = [{ title: 'Licence', customer: { id: made.id } }];
    expect((await world.platform.get(source, { ids }))['_entities']).toEqual([
      { id: made.id, deals: { totalCount: 1, nodes } },
      { id: other.id, deals: { totalCount: 0, nodes: [] } },
    ]);
    expect(await codesOf(world.platform, KINDS.CUSTOMER.update, made)).toBe('FORBIDDEN');
  });
});

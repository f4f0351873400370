import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DemoWorld } from '@tessera/platform';
import { openDatabase } from '@tessera/tenancy';
import { demoWorld, identityIn, startTestSubgraph, type TestSubgraph } from '@tessera/testkit';
import { PrismaClient } from '../../../prisma/crm/client/client.ts';
import { seed } from '../../../prisma/crm/seed.ts';

/** Past the first-time value of every announced table. */
interface LoggedEvent {
  readonly entity: string;
  readonly operation: string;
  readonly after: Record<string, unknown>;
}

let crm: TestSubgraph;
let world: DemoWorld;

beforeAll(async () => {
  [crm, world] = await Promise.all([startTestSubgraph('crm'), demoWorld()]);
});
afterAll(() => crm.stop());

describe('the demo', () => {
  it('has exactly the customers that the demo world tells, owned by its members', async () => {
    for (const { slug, customers } of world.tenants) {
      const { data, errors } = await crm.send(
        identityIn(world, slug, 'OWNER'),
        '{ customers(orderBy: { direction: ASC }) { nodes { id name email company owner { id } } } }',
      );
      expect(errors).toEqual([]);
      const told = customers.map(({ ownerId, ...customer }) => ({ ...customer, owner: { id: ownerId } }));
      expect(data?.customers.nodes).toEqual(told);
    }
  });

  it('gives every tenant a pipeline with deals that are open, won and lost, leads and interactions', async () => {
    for (const { slug } of world.tenants) {
      const { data } = await crm.send(
        identityIn(world, slug, 'OWNER'),
        '{ pipelines { nodes { isDefault deals { nodes { status stage { kind } } } } } leads { totalCount }' +
          ' interactions { totalCount nodes { customer { id } lead { id } deal { id } } } }',
      );
      const [pipeline] = data?.pipelines.nodes;
      expect(pipeline.isDefault).toBe(true);
      const statuses = pipeline.deals.nodes.map((deal: { status: string }) => deal.status);
      expect(new Set(statuses)).toEqual(new Set(['OPEN', 'WON', 'LOST']));
      for (const { status, stage } of pipeline.deals.nodes) expect(stage.kind).toBe(status);
      expect([data?.leads.totalCount, data?.interactions.totalCount]).toEqual([3, 6]);
    }
  });

  it('shows acme\'s VIEWER the one customer that it was granted', async () => {
    const viewer = identityIn(world, 'acme', 'VIEWER');
    const { data } = await crm.send(viewer, '{ customers { nodes { name } } deals { totalCount } }');
    expect(data).toEqual({ customers: { nodes: [{ name: 'Clara Fischer' }] }, deals: { totalCount: 0 } });
  });

  it('is not laid down twice', async () => {
    const database = openDatabase({ ...crm.database, PrismaClient });
    const count = () => crm.database.sql('SELECT count(*) FROM deals UNION ALL SELECT count(*) FROM tessera.event_log');
    const before = await count();
    await seed({ database, world, passwords: new Map() });
    await database.close();
    expect(await count()).toEqual(before);
  });
});

describe('the event log', () => {
  it('tells a change with owner, state and actor, and no telephone number', async () => {
    const owner = identityIn(world, 'demo001', 'OWNER');
    const source =
      'mutation { createCustomer(input: { name: "Eve", email: "eve@example.com", phone: "+1 555 0100" }) {' +
      ' id version } }';
    const { data } = await crm.send(owner, source);
    const { id, version } = data?.createCustomer;
    const remove = 'mutation ($id: ID!, $version: Int!) { deleteCustomer(id: $id, version: $version) }';
    await crm.send(owner, remove, { id, version });
    const events = await crm.database.sql<LoggedEvent>(
      'SELECT entity, operation, after FROM tessera.event_log WHERE entity_id = $1 AND actor_id = $2 ORDER BY id',
      [id, owner.userId],
    );
    const values = { name: 'Eve', email: 'eve@example.com', owner_id: owner.userId, status: 'ACTIVE' };
    expect(events).toMatchObject([
      { entity: 'Customer', operation: 'INSERT', after: { ...values, version: 1, deleted_at: null } },
      { entity: 'Customer', operation: 'UPDATE', after: { ...values, version: 2, deleted_at: expect.any(String) } },
    ]);
    expect(JSON.stringify(events)).not.toContain('555');
  });
});

describe('the crm on its own', () => {
  it('says that it cannot tell members while tenants is down, and grants nothing', async () => {
    const [customer] = world.tenants[0]!.customers;
    const { errors } = await crm.send(
      identityIn(world, 'demo001', 'OWNER'),
      'mutation ($id: ID!, $user: ID!) {' +
      ' grantAccess(recordType: CUSTOMER, recordId: $id, userId: $user, access: READ) { id } }',
      { id: customer!.id, user: world.tenants[0]!.members[1]!.userId },
    );
    expect(errors?.[0]?.extensions?.['code']).toBe('UNAVAILABLE');
  });
});

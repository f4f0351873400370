import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { listNotifications } from '../src/services/list-notifications.ts';
import { tellMembers } from '../src/services/tell-members.ts';
import { codeOf, openTenantsWorld, type TenantsWorld, type TestTenant } from './support/world.ts';

let world: TenantsWorld;
let ours: TestTenant;
let theirs: TestTenant;
beforeAll(async () => {
  world = await openTenantsWorld();
  ours = await world.addTenant({}, ['OWNER', 'ADMIN', 'MEMBER']);
  theirs = await world.addTenant({}, ['OWNER']);
});
afterAll(() => world.close());

const told = async (tenant: TestTenant, role: 'OWNER' | 'ADMIN' | 'MEMBER') => {
  const { nodes } = await listNotifications(tenant.as(role), {}, { unreadOnly: false });
  return nodes.filter(({ kind }) => kind === 'PAYMENT_FAILED').map(({ message }) => message);
};

describe('what another service has to tell', () => {
  const announcement = () => ({ tenantId: ours.tenant.id, key: v7(), kind: 'PAYMENT_FAILED', message: 'It failed.', roles: ['OWNER', 'ADMIN'] });

  it('is a line for each member of these roles, and for nobody else', async () => {
    expect(await tellMembers(world.platform, announcement())).toBe(2);
    expect([await told(ours, 'OWNER'), await told(ours, 'ADMIN'), await told(ours, 'MEMBER'), await told(theirs, 'OWNER')]).toEqual([
      ['It failed.'], ['It failed.'], [], [],
    ]);
  });

  it('is told once under one key, however often and by how many at once', async () => {
    const [before, again] = [await told(ours, 'OWNER'), announcement()];
    await Promise.all(Array.from({ length: 5 }, () => tellMembers(world.platform, again)));
    await tellMembers(world.platform, again);
    expect(await told(ours, 'OWNER')).toHaveLength(before.length + 1);
  });

  it.each([['of a kind that there is not', { kind: 'GOSSIP' }], ['to a role that there is not', { roles: ['KING'] }], ['under no key', { key: 'x' }]])(
    '%s is refused',
    async (_what, wrong) => expect(await codeOf(tellMembers(world.platform, { ...announcement(), ...wrong }))).toBe('BAD_USER_INPUT'),
  );
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TRUST_CHANNEL, trustPayload, type TrustChange } from '@tessera/rpc';
import { eventually } from '@tessera/testkit';
import pg from 'pg';
import { changeMemberRole } from '../src/services/change-member-role.ts';
import { collectRevocations } from '../src/services/collect-revocations.ts';
import { deleteTenant } from '../src/services/delete-tenant.ts';
import { readMemberships } from '../src/services/read-memberships.ts';
import { removeMember } from '../src/services/remove-member.ts';
import { resumeTenant } from '../src/services/resume-tenant.ts';
import { suspendTenant } from '../src/services/suspend-tenant.ts';
import { updateTenant } from '../src/services/update-tenant.ts';
import { codeOf, openTenantsWorld, type TenantsWorld } from './support/world.ts';

let world: TenantsWorld;
let listener: pg.Client;
const heard: string[] = [];

beforeAll(async () => {
  world = await openTenantsWorld();
  listener = new pg.Client(world.connection);
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
  await listener.connect();
  await listener.query(`LISTEN ${TRUST_CHANNEL}`);
});
afterAll(async () => {
  await listener.end();
  await world.close();
});

/** Waits until everything that has committed so far has been heard, and forgets it. */
async function settle(): Promise<void> {
  const marker = `marker ${Math.random()}`;
  await world.sql('SELECT pg_notify($1, $2)', [TRUST_CHANNEL, marker]);
  await eventually(async () => heard.includes(marker), { everyMs: 5 });
  heard.length = 0;
}

const changesHeard = () => heard.map((payload) => JSON.parse(payload) as TrustChange);
const stateOf = (tenantId: string, status: string): TrustChange => {
  return { $case: 'tenantState', value: { tenantId, status } };
};

describe('the state of a tenant', () => {
  it('is told as the change commits, in the words that gateways read', async () => {
    const { tenant } = await world.addTenant();
    await settle();
    await suspendTenant(world.superadmin(), tenant.id, 'Unpaid.');
    await resumeTenant(world.superadmin(), tenant.id);
    await deleteTenant(world.superadmin(), tenant.id, 'Contract ended.');
    await eventually(async () => heard.length >= 3, { everyMs: 5 });
    expect(changesHeard()).toEqual(['SUSPENDED', 'ACTIVE', 'DELETED'].map((status) => stateOf(tenant.id, status)));
    expect(JSON.parse(heard[0]!)).toEqual(JSON.parse(trustPayload(stateOf(tenant.id, 'SUSPENDED'))));
  });

  it('is not told when the transaction does not commit', async () => {
    const { tenant } = await world.addTenant();
    await settle();
    const change = world.platform.transaction(async (tx) => {
      await tx.tenant.update({ where: { id: tenant.id }, data: { status: 'SUSPENDED' } });
      throw new Error('No.');
    });
    await expect(change).rejects.toThrow('No.');
    await world.sql('SELECT pg_notify($1, $2)', [TRUST_CHANNEL, 'after']);
    await eventually(async () => heard.includes('after'), { everyMs: 5 });
    expect(heard).toEqual(['after']);
  });

  it('is told whoever writes it, past every service', async () => {
    const { tenant } = await world.addTenant();
    await settle();
    await world.sql("UPDATE tenants SET status = 'SUSPENDED' WHERE id = $1", [tenant.id]);
    await eventually(async () => heard.length > 0, { everyMs: 5 });
    expect(changesHeard()).toEqual([stateOf(tenant.id, 'SUSPENDED')]);
  });

  it('changes only as its life allows', async () => {
    const { tenant } = await world.addTenant();
    const root = world.superadmin();
    expect(await codeOf(resumeTenant(root, tenant.id))).toBe('CONFLICT');
    expect(await codeOf(suspendTenant(root, tenant.id, ' '))).toBe('BAD_USER_INPUT');
    expect(await codeOf(suspendTenant(root, 'nonsense', 'Unpaid.'))).toBe('NOT_FOUND');
    expect(await codeOf(suspendTenant(root, tenant.id, 'Unpaid.'))).toBe('OK');
    expect(await codeOf(suspendTenant(root, tenant.id, 'Unpaid.'))).toBe('CONFLICT');
    expect(await codeOf(deleteTenant(root, tenant.id, 'Contract ended.'))).toBe('OK');
    expect(await codeOf(resumeTenant(root, tenant.id))).toBe('CONFLICT');
  });

  it('cannot be changed by the tenant\'s own role', async () => {
    const acme = await world.addTenant();
    const own = acme.as('OWNER').db;
    const open = (status: 'ACTIVE') => own.query((prisma) => prisma.tenant.updateMany({ data: { status } }));
    await expect(open('ACTIVE')).rejects.toThrow(/permission denied/);
    expect(await codeOf(suspendTenant(acme.as('OWNER'), acme.tenant.id, 'Mine.'))).not.toBe('OK');
  });
});

describe('a membership', () => {
  it('that changes or ends is told with a moment that no older token passes', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'MEMBER']);
    const member = acme.as('MEMBER').actor;
    await settle();
    const before = Date.now();
    await changeMemberRole(acme.as('OWNER'), acme.membershipId('MEMBER'), 1, 'VIEWER');
    await removeMember(acme.as('OWNER'), acme.membershipId('MEMBER'));
    await eventually(async () => heard.length >= 2, { everyMs: 5 });
    const changes = changesHeard();
    for (const change of changes) {
      const { userId, tenantId } = member;
      expect(change).toMatchObject({ $case: 'membershipChanged', value: { userId, tenantId } });
    }
    const moments = changes.map((change) => (change.$case === 'membershipChanged' ? change.value.notBeforeMs : 0));
    expect(moments[0]).toBeGreaterThan(before);
    expect(moments[1]).toBeGreaterThanOrEqual(moments[0]!);
  });

  it('that changes nothing of the role tells nothing', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'MEMBER']);
    await settle();
    await changeMemberRole(acme.as('OWNER'), acme.membershipId('MEMBER'), 1, 'MEMBER');
    await updateTenant(acme.as('OWNER'), acme.tenant.version, { name: 'Other' });
    await world.sql('SELECT pg_notify($1, $2)', [TRUST_CHANNEL, 'after']);
    await eventually(async () => heard.includes('after'), { everyMs: 5 });
    expect(heard).toEqual(['after']);
  });

  it('is read for a new token only after a change under way has ended', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'MEMBER']);
    const { userId } = acme.as('MEMBER').actor;
    let notedAt = 0;
    let read: Promise<{ role: string }[]> = Promise.resolve([]);
    await acme.as('OWNER').db.transaction(async (tx) => {
      await tx.membership.updateMany({ where: { userId }, data: { role: 'VIEWER' } });
      notedAt = Date.now();
      read = readMemberships(world.platform, userId);
      const first = await Promise.race([read, new Promise((resolve) => setTimeout(() => resolve('waits'), 200))]);
      expect(first).toBe('waits');
    });
    expect((await read).map((membership) => membership.role)).toEqual(['VIEWER']);
    const query = 'SELECT changed_at AS at FROM membership_changes WHERE user_id = $1';
    const [change] = await world.sql<{ at: Date }>(query, [userId]);
    expect(change!.at.getTime()).toBeLessThanOrEqual(notedAt + 1);
  });
});

describe('the snapshot for a gateway that begins to listen', () => {
  it('holds every tenant that admits nobody and every role that changed lately, and no more', async () => {
    const closed = await world.addTenant();
    const open = await world.addTenant({}, ['OWNER', 'MEMBER', 'VIEWER']);
    await suspendTenant(world.superadmin(), closed.tenant.id, 'Unpaid.');
    await changeMemberRole(open.as('OWNER'), open.membershipId('MEMBER'), 1, 'ADMIN');
    await removeMember(open.as('OWNER'), open.membershipId('VIEWER'));
    await world.sql("UPDATE membership_changes SET changed_at = now() - interval '1 hour' WHERE user_id = $1", [
      open.as('VIEWER').actor.userId,
    ]);
    const ours = [closed.tenant.id, open.tenant.id];
    const told = (await collectRevocations(world.platform)).map((event) => event.kind as TrustChange);
    const relevant = told.filter((change) => 'tenantId' in change.value && ours.includes(change.value.tenantId));
    const { userId } = open.as('MEMBER').actor;
    expect(relevant).toHaveLength(2);
    expect(relevant).toMatchObject([
      stateOf(closed.tenant.id, 'SUSPENDED'),
      { $case: 'membershipChanged', value: { tenantId: open.tenant.id, userId } },
    ]);
  });
});

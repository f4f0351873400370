import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findProfile } from '../src/services/find-profile.ts';
import { findRole } from '../src/services/find-role.ts';
import { findTenantOfUser } from '../src/services/find-tenant-of-user.ts';
import { filterMembers } from '../src/services/filter-members.ts';
import { changeMemberRole } from '../src/services/change-member-role.ts';
import { listMembers } from '../src/services/list-members.ts';
import { listMembershipsOfUser } from '../src/services/list-memberships-of-user.ts';
import { listNotifications } from '../src/services/list-notifications.ts';
import { markNotificationRead } from '../src/services/mark-notification-read.ts';
import { readMemberships } from '../src/services/read-memberships.ts';
import { removeMember } from '../src/services/remove-member.ts';
import { updateProfile } from '../src/services/update-profile.ts';
import { codeOf, openTenantsWorld, type TenantsWorld, type TestTenant } from './support/world.ts';

let world: TenantsWorld;
let ours: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  world = await openTenantsWorld();
  ours = await world.addTenant({}, ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR']);
  theirs = await world.addTenant({}, ['OWNER', 'MEMBER']);
});
afterAll(() => world.close());

const userOf = (tenant: TestTenant, role: 'OWNER' | 'MEMBER') => tenant.as(role).actor.userId;

describe('a tenant', () => {
  it('sees no row of another, whatever the table', async () => {
    const tables = await world.sql<{ table: string; tenant_column: string }>(
      `SELECT c.relname AS table, CASE c.relname WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END AS tenant_column
       FROM pg_class c
       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity
         AND relname NOT IN ('clients', 'registrations')`,
    );
    expect(tables.length).toBeGreaterThanOrEqual(9);
    for (const { table, tenant_column } of tables) {
      const query = `SELECT DISTINCT ${tenant_column} AS id FROM ${table}`;
      const rows = await ours.as('OWNER').db.sql<{ id: string }>(query);
      expect(rows.filter(({ id }) => id !== ours.tenant.id)).toEqual([]);
    }
    for (const table of ['clients', 'registrations']) {
      await expect(ours.as('OWNER').db.sql(`SELECT id FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
  });

  it('reads and changes no member of another, as if there were none', async () => {
    const owner = ours.as('OWNER');
    expect((await listMembers(owner, theirs.tenant.id, {}, {})).nodes).toEqual([]);
    expect(await codeOf(changeMemberRole(owner, theirs.membershipId('MEMBER'), 1, 'VIEWER'))).toBe('NOT_FOUND');
    expect(await codeOf(removeMember(owner, theirs.membershipId('MEMBER')))).toBe('NOT_FOUND');
    expect(await codeOf(removeMember(owner, '019b76da-a800-7000-8000-00000000ffff'))).toBe('NOT_FOUND');
    expect(await codeOf(removeMember(owner, 'nonsense'))).toBe('NOT_FOUND');
    expect(await codeOf(updateProfile(owner, userOf(theirs, 'MEMBER'), 1, { displayName: 'X' }))).toBe('NOT_FOUND');
    expect(await findProfile(owner, userOf(theirs, 'MEMBER'))).toBeNull();
    expect(await findTenantOfUser(owner, userOf(theirs, 'MEMBER'))).toBeNull();
    expect(await listMembershipsOfUser(owner, userOf(theirs, 'MEMBER'))).toEqual([]);
  });

  it('cannot tie its own rows to another\'s', async () => {
    const { db } = ours.as('OWNER');
    const row = { id: '019b76da-a800-7000-8000-00000000ffff', userId: userOf(theirs, 'MEMBER'), displayName: 'X' };
    for (const { tenant } of [ours, theirs]) {
      const data = { ...row, tenantId: tenant.id };
      await expect(db.query((prisma) => prisma.userProfile.create({ data }))).rejects.toThrow();
    }
  });
});

describe('a role', () => {
  it('is the session\'s own for the caller', async () => {
    expect(await findRole(ours.as('VIEWER'), ours.as('VIEWER').actor.userId)).toBe('VIEWER');
    expect(await findRole(world.superadmin(), world.superadmin().actor.userId)).toBe('SUPERADMIN');
  });

  it('of others is known to those who manage members, within the tenant', async () => {
    const known = async (scope: Parameters<typeof findRole>[0]) => findRole(scope, userOf(ours, 'OWNER'));
    expect(await known(ours.as('ADMIN'))).toBe('OWNER');
    expect(await known(world.superadmin(ours.tenant.id))).toBe('OWNER');
    for (const role of ['MEMBER', 'VIEWER', 'AUDITOR'] as const) expect(await known(ours.as(role))).toBeNull();
    expect(await known(theirs.as('OWNER'))).toBeNull();
    expect(await known(world.superadmin())).toBeNull();
    expect(await findRole(ours.as('OWNER'), 'nonsense')).toBeNull();
  });
});

describe('whoever issues tokens', () => {
  it('learns all memberships of a user, and which users belong to a tenant', async () => {
    const userId = userOf(ours, 'MEMBER');
    expect(await readMemberships(world.platform, userId)).toEqual([
      { tenantId: ours.tenant.id, tenantSlug: ours.tenant.slug, role: 'MEMBER', tenantStatus: 'ACTIVE' },
    ]);
    expect(await readMemberships(world.platform, 'nonsense')).toEqual([]);
    const asked = [userId, userOf(theirs, 'OWNER'), 'nonsense'];
    expect(await filterMembers(world.platform, ours.tenant.id, asked)).toEqual([userId]);
    const tooMany = Array<string>(1001).fill(userId);
    expect(await codeOf(filterMembers(world.platform, ours.tenant.id, tooMany))).toBe('BAD_USER_INPUT');
  });
});

describe('a profile', () => {
  it('is changed by its version, with every field checked', async () => {
    const member = ours.as('MEMBER');
    const { userId } = member.actor;
    const place = { locale: 'de-CH', timeZone: 'Europe/Zurich' };
    const profile = await updateProfile(member, userId, 1, { displayName: ' Jane ', ...place });
    expect(profile).toMatchObject({ displayName: 'Jane', ...place, version: 2 });
    expect(await codeOf(updateProfile(member, userId, 1, { displayName: 'Old' }))).toBe('CONFLICT');
    for (const input of [{ locale: 'x' }, { timeZone: 'Mars' }, { phone: '?' }, { displayName: '' }]) {
      expect(await codeOf(updateProfile(member, userId, 2, input))).toBe('BAD_USER_INPUT');
    }
    expect(await findProfile(ours.as('VIEWER'), userId)).toMatchObject({ displayName: 'Jane' });
  });

  it('goes with the membership', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'MEMBER']);
    const userId = userOf(acme, 'MEMBER');
    expect(await findProfile(acme.as('OWNER'), userId)).not.toBeNull();
    await removeMember(acme.as('OWNER'), acme.membershipId('MEMBER'));
    expect(await findProfile(acme.as('OWNER'), userId)).toBeNull();
  });
});

describe('a notification', () => {
  it('tells a member of their role, and is theirs alone to read', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'MEMBER']);
    await changeMemberRole(acme.as('OWNER'), acme.membershipId('MEMBER'), 1, 'VIEWER');
    const { nodes } = await listNotifications(acme.as('MEMBER'), {}, { unreadOnly: true });
    expect(nodes.map((each) => each.kind)).toEqual(['ROLE_CHANGED', 'MEMBER_ADDED']);
    const { id } = nodes[0]!;
    expect(await codeOf(markNotificationRead(acme.as('OWNER'), id))).toBe('NOT_FOUND');
    expect(await codeOf(markNotificationRead(theirs.as('OWNER'), id))).toBe('NOT_FOUND');
    const first = await markNotificationRead(acme.as('MEMBER'), id);
    expect((await markNotificationRead(acme.as('MEMBER'), id)).readAt).toEqual(first.readAt);
    const unread = await listNotifications(acme.as('MEMBER'), {}, { unreadOnly: true });
    expect(unread.nodes.map((each) => each.kind)).toEqual(['MEMBER_ADDED']);
  });
});

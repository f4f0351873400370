import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addMember } from '../src/services/add-member.ts';
import { changeMemberRole } from '../src/services/change-member-role.ts';
import { listMembers, type MemberCriteria } from '../src/services/list-members.ts';
import { removeMember } from '../src/services/remove-member.ts';
import { ownTenantId, type Scope } from '../src/services/scope.ts';
import { codeOf, identityOf, openTenantsWorld, type TenantsWorld } from './support/world.ts';

let world: TenantsWorld;
beforeAll(async () => {
  world = await openTenantsWorld();
});
afterAll(() => world.close());

async function rolesOf(scope: Scope): Promise<string[]> {
  const { nodes } = await listMembers(scope, ownTenantId(scope), { first: 100 }, {});
  return nodes.map((member) => member.role).sort();
}

describe('the last owner', () => {
  it('cannot be demoted', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'ADMIN']);
    const call = changeMemberRole(acme.as('OWNER'), acme.membershipId('OWNER'), 1, 'MEMBER');
    expect(await codeOf(call)).toBe('CONFLICT');
    expect(await rolesOf(acme.as('OWNER'))).toEqual(['ADMIN', 'OWNER']);
  });

  it('cannot be removed, by a SUPERADMIN neither', async () => {
    const acme = await world.addTenant();
    const id = acme.membershipId('OWNER');
    expect(await codeOf(removeMember(acme.as('OWNER'), id))).toBe('CONFLICT');
    expect(await codeOf(removeMember(world.superadmin(acme.tenant.id), id))).toBe('CONFLICT');
  });

  it('may go once there is another', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'MEMBER']);
    await changeMemberRole(acme.as('OWNER'), acme.membershipId('MEMBER'), 1, 'OWNER');
    expect(await codeOf(removeMember(acme.as('OWNER'), acme.membershipId('OWNER')))).toBe('OK');
    expect(await rolesOf(acme.as('MEMBER'))).toEqual(['OWNER']);
  });

  it('remains when all owners remove and demote one another at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const acme = await world.addTenant({}, ['OWNER', 'OWNER', 'OWNER']);
      const calls = [0, 1, 2].map((index) => {
        const victim = acme.membershipId('OWNER', (index + 1) % 3);
        const scope = acme.as('OWNER', index);
        return codeOf(index === 0 ? removeMember(scope, victim) : changeMemberRole(scope, victim, 1, 'VIEWER'));
      });
      expect((await Promise.all(calls)).sort()).toEqual(['CONFLICT', 'OK', 'OK']);
      const roles = await rolesOf(world.superadmin(acme.tenant.id));
      expect(roles.filter((role) => role === 'OWNER')).toHaveLength(1);
    }
  });
});

describe('an ADMIN', () => {
  it('changes and removes everybody but owners', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'OWNER', 'ADMIN', 'ADMIN', 'MEMBER', 'VIEWER']);
    const admin = acme.as('ADMIN');
    expect(await codeOf(changeMemberRole(admin, acme.membershipId('MEMBER'), 1, 'ADMIN'))).toBe('OK');
    expect(await codeOf(changeMemberRole(admin, acme.membershipId('ADMIN', 1), 1, 'AUDITOR'))).toBe('OK');
    expect(await codeOf(removeMember(admin, acme.membershipId('VIEWER')))).toBe('OK');
    expect(await codeOf(changeMemberRole(admin, acme.membershipId('OWNER'), 1, 'MEMBER'))).toBe('NOT_FOUND');
    expect(await codeOf(removeMember(admin, acme.membershipId('OWNER')))).toBe('NOT_FOUND');
    expect(await rolesOf(acme.as('OWNER'))).toEqual(['ADMIN', 'ADMIN', 'AUDITOR', 'OWNER', 'OWNER']);
  });

  it('makes nobody an owner, itself included', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'ADMIN', 'MEMBER']);
    const admin = acme.as('ADMIN');
    expect(await codeOf(changeMemberRole(admin, acme.membershipId('ADMIN'), 1, 'OWNER'))).toBe('FORBIDDEN');
    expect(await codeOf(changeMemberRole(admin, acme.membershipId('MEMBER'), 1, 'OWNER'))).toBe('FORBIDDEN');
    expect(await codeOf(addMember(admin, world.addUser().email, 'OWNER'))).toBe('FORBIDDEN');
  });
});

describe('adding a member', () => {
  it('refuses unknown users, members, the platform\'s own role and what is no address', async () => {
    const acme = await world.addTenant();
    const owner = acme.as('OWNER');
    const { email } = world.addUser();
    expect(await codeOf(addMember(owner, 'nobody@people.example', 'MEMBER'))).toBe('NOT_FOUND');
    expect(await codeOf(addMember(owner, email, 'SUPERADMIN'))).toBe('BAD_USER_INPUT');
    expect(await codeOf(addMember(owner, 'no address', 'MEMBER'))).toBe('BAD_USER_INPUT');
    expect(await codeOf(addMember(owner, `  ${email.toUpperCase()} `, 'MEMBER'))).toBe('OK');
    expect(await codeOf(addMember(owner, email, 'VIEWER'))).toBe('CONFLICT');
    expect(await rolesOf(owner)).toEqual(['MEMBER', 'OWNER']);
  });

  it('adds a user once, however many ask at once', async () => {
    const acme = await world.addTenant();
    const { email } = world.addUser();
    const calls = [1, 2, 3, 4].map(() => codeOf(addMember(acme.as('OWNER'), email, 'MEMBER')));
    expect((await Promise.all(calls)).sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'OK']);
  });
});

describe('searching members', () => {
  const named = async (scope: Scope, displayName: string) => {
    const { tenantId, userId } = scope.actor;
    await world.sql('UPDATE user_profiles SET display_name = $3 WHERE tenant_id = $1 AND user_id = $2', [tenantId, userId, displayName]);
  };
  const found = async (scope: Scope, tenantId: string, criteria: MemberCriteria) => {
    const { nodes, totalCount } = await listMembers(scope, tenantId, {}, criteria);
    expect(await totalCount()).toBe(nodes.length);
    return nodes.map(({ role }) => role);
  };

  it('finds part of a display name in any case, together with other conditions', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER']);
    await named(acme.as('OWNER'), 'Ada Lovelace');
    await named(acme.as('ADMIN'), 'Adaeze 100%_sure');
    await named(acme.as('MEMBER'), 'Wanda Ünal');
    const search = (criteria: MemberCriteria) => found(acme.as('OWNER'), acme.tenant.id, criteria);
    expect(await search({ search: 'aDa' })).toEqual(['OWNER', 'ADMIN']);
    expect(await search({ search: 'da' })).toEqual(['OWNER', 'ADMIN', 'MEMBER']);
    expect(await search({ search: 'Ünal' })).toEqual(['MEMBER']);
    expect(await search({ search: '0%_' })).toEqual(['ADMIN']);
    expect(await search({ search: 'a%e' })).toEqual([]);
    expect(await search({ search: 'da', role: ['MEMBER', 'VIEWER'] })).toEqual(['MEMBER']);
    expect(await search({ search: null })).toHaveLength(4);
  });

  it('finds nobody of another tenant, also where a SUPERADMIN asks or the same user is a member of both', async () => {
    const [acme, other] = [await world.addTenant({}, ['OWNER', 'MEMBER']), await world.addTenant()];
    const everywhere = world.addUser();
    for (const { tenant } of [acme, other]) await addMember(world.superadmin(tenant.id), everywhere.email, 'AUDITOR');
    await named(acme.as('MEMBER'), 'Grace Hopper');
    await named(world.scope(identityOf(everywhere.id, 'AUDITOR', acme.tenant.id)), 'Grace Kelly');
    const grace = { search: 'grace' };
    expect(await found(acme.as('OWNER'), acme.tenant.id, grace)).toEqual(['MEMBER', 'AUDITOR']);
    expect(await found(other.as('OWNER'), other.tenant.id, grace)).toEqual([]);
    expect(await found(other.as('OWNER'), acme.tenant.id, grace)).toEqual([]);
    expect(await found(world.superadmin(), acme.tenant.id, grace)).toEqual(['MEMBER', 'AUDITOR']);
    expect(await found(world.superadmin(), other.tenant.id, grace)).toEqual([]);
  });
});

describe('a stale version', () => {
  it('is refused with the current one, and changes nothing', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'MEMBER']);
    const id = acme.membershipId('MEMBER');
    await changeMemberRole(acme.as('OWNER'), id, 1, 'VIEWER');
    const stale = changeMemberRole(acme.as('OWNER'), id, 1, 'ADMIN');
    await expect(stale).rejects.toMatchObject({ code: 'CONFLICT', details: { currentVersion: 2 } });
    expect(await rolesOf(acme.as('OWNER'))).toEqual(['OWNER', 'VIEWER']);
  });
});

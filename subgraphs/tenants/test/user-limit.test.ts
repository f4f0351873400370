import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { addMember } from '../src/services/add-member.ts';
import { acceptInvitation } from '../src/services/invitations/accept-invitation.ts';
import { inviteMember } from '../src/services/invitations/invite-member.ts';
import type { IssuedInvitation } from '../src/services/invitations/issue-token.ts';
import { listMembers } from '../src/services/list-members.ts';
import { removeMember } from '../src/services/remove-member.ts';
import { ownTenantId, type Scope } from '../src/services/scope.ts';
import { codeOf, openTenantsWorld, type TenantsWorld } from './support/world.ts';

let world: TenantsWorld;
beforeAll(async () => {
  world = await openTenantsWorld();
});
afterAll(() => world.close());

const invite = (scope: Scope) => inviteMember(scope, `${v7()}@invited.example`, 'MEMBER', 7);

function accept({ invitation: { tenantId, id: invitationId } }: IssuedInvitation) {
  const acceptance = { registrationId: v7(), tenantId, invitationId, userId: v7(), displayName: null };
  return acceptInvitation(world.acrossTenants(tenantId), world.limits, acceptance);
}

async function rolesOf(scope: Scope): Promise<string[]> {
  const { nodes } = await listMembers(scope, ownTenantId(scope), { first: 100 }, {});
  return nodes.map(({ role }) => role).sort();
}

describe('a tenant whose plan allows two users', () => {
  it('has two, by invitation or added, and whoever comes too many can accept once there is room', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'MEMBER']);
    const late = await invite(acme.as('OWNER'));
    world.plans.give(acme.tenant.id, 'Pair', { users: 2 });
    const owner = acme.as('OWNER');
    expect(await codeOf(invite(owner))).toBe('PLAN_LIMIT_REACHED');
    expect(await codeOf(addMember(world.superadmin(acme.tenant.id), world.addUser().email, 'VIEWER'))).toBe('PLAN_LIMIT_REACHED');
    expect(await codeOf(accept(late))).toBe('PLAN_LIMIT_REACHED');
    expect(await rolesOf(owner)).toEqual(['MEMBER', 'OWNER']);
    await removeMember(owner, acme.membershipId('MEMBER'));
    expect(await codeOf(accept(late))).toBe('OK');
    expect(await rolesOf(owner)).toEqual(['MEMBER', 'OWNER']);
  });

  it('has two of those who accept at once', async () => {
    const acme = await world.addTenant();
    const invitations: IssuedInvitation[] = [];
    for (let index = 0; index < 5; index += 1) invitations.push(await invite(acme.as('OWNER')));
    world.plans.give(acme.tenant.id, 'Pair', { users: 2 });
    const ends = await Promise.all(invitations.map((invitation) => codeOf(accept(invitation))));
    expect(ends.toSorted()).toEqual(['OK', ...Array.from({ length: 4 }, () => 'PLAN_LIMIT_REACHED')]);
  });
});

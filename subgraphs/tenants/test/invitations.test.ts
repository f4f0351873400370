import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { cancelRegistration } from '../src/services/cancel-registration.ts';
import { acceptInvitation, type Acceptance } from '../src/services/invitations/accept-invitation.ts';
import { findInvitation } from '../src/services/invitations/find-invitation.ts';
import { inviteMember } from '../src/services/invitations/invite-member.ts';
import type { IssuedInvitation } from '../src/services/invitations/issue-token.ts';
import { listInvitations } from '../src/services/invitations/list-invitations.ts';
import { resendInvitation } from '../src/services/invitations/resend-invitation.ts';
import { revokeInvitation } from '../src/services/invitations/revoke-invitation.ts';
import { addMember } from '../src/services/add-member.ts';
import { listMembers } from '../src/services/list-members.ts';
import { ownTenantId, type Scope } from '../src/services/scope.ts';
import { suspendTenant } from '../src/services/suspend-tenant.ts';
import { codeOf, openTenantsWorld, type TenantsWorld } from './support/world.ts';

let world: TenantsWorld;
beforeAll(async () => {
  world = await openTenantsWorld();
});
afterAll(() => world.close());

const address = () => `${v7()}@invited.example`;
const invite = (scope: Scope, email = address(), role = 'MEMBER') => inviteMember(scope, email, role, 7);

function acceptance({ invitation }: IssuedInvitation, given: Partial<Acceptance> = {}): Acceptance {
  const { tenantId, id: invitationId } = invitation;
  return { registrationId: v7(), tenantId, invitationId, userId: v7(), displayName: null, ...given };
}

const accept = (input: Acceptance) => acceptInvitation(world.acrossTenants(input.tenantId), world.limits, input);

const expire = ({ invitation: { id } }: IssuedInvitation) =>
  world.sql("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);

async function listed(scope: Scope, criteria: Parameters<typeof listInvitations>[2] = {}): Promise<string[]> {
  const { nodes } = await listInvitations(scope, { first: 100 }, criteria);
  return nodes.map(({ email }) => email);
}

async function rolesOf(scope: Scope): Promise<string[]> {
  const { nodes } = await listMembers(scope, ownTenantId(scope), { first: 100 }, {});
  return nodes.map(({ role }) => role).sort();
}

describe('inviting', () => {
  it('gives a token for seven days, and keeps no more than its hash', async () => {
    const acme = await world.addTenant();
    const { token, invitation } = await invite(acme.as('OWNER'), '  Ada@Invited.Example ');
    expect(token).toMatch(/^tsi_[\w-]{43}$/);
    expect(invitation).toMatchObject({ email: 'ada@invited.example', role: 'MEMBER', invitedBy: acme.as('OWNER').actor.userId });
    expect(invitation.expiresAt.getTime() - invitation.sentAt.getTime()).toBe(7 * 24 * 60 * 60_000);
    const stored = await world.sql('SELECT invitations::text AS row FROM invitations WHERE id = $1', [invitation.id]);
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(await findInvitation(world.platform, token)).toMatchObject({ id: invitation.id });
  });

  it('is refused for members, for a second time, and for what cannot be', async () => {
    const acme = await world.addTenant();
    const owner = acme.as('OWNER');
    const member = world.addUser();
    await addMember(owner, member.email, 'VIEWER');
    const { invitation } = await invite(owner);
    expect(await codeOf(invite(owner, member.email))).toBe('CONFLICT');
    expect(await codeOf(invite(owner, invitation.email.toUpperCase()))).toBe('CONFLICT');
    expect(await codeOf(invite(owner, 'no address'))).toBe('BAD_USER_INPUT');
    expect(await codeOf(invite(owner, address(), 'SUPERADMIN'))).toBe('BAD_USER_INPUT');
    for (const days of [0, 31, 1.5]) {
      expect(await codeOf(inviteMember(owner, address(), 'MEMBER', days))).toBe('BAD_USER_INPUT');
    }
    expect(await listed(owner)).toEqual([invitation.email]);
  });

  it('of an OWNER is for owners: an ADMIN makes none, sends none anew and revokes none', async () => {
    const acme = await world.addTenant({}, ['OWNER', 'ADMIN']);
    const [owner, admin] = [acme.as('OWNER'), acme.as('ADMIN')];
    expect(await codeOf(invite(admin, address(), 'OWNER'))).toBe('FORBIDDEN');
    const { invitation } = await invite(owner, address(), 'OWNER');
    expect(await codeOf(resendInvitation(admin, invitation.id, 7))).toBe('NOT_FOUND');
    expect(await codeOf(revokeInvitation(admin, invitation.id))).toBe('NOT_FOUND');
    expect(await codeOf(invite(admin, address(), 'ADMIN'))).toBe('OK');
  });

  it('reaches nobody else\'s tenant', async () => {
    const [here, there] = [await world.addTenant(), await world.addTenant()];
    const { invitation } = await invite(here.as('OWNER'));
    expect(await listed(there.as('OWNER'))).toEqual([]);
    expect(await codeOf(revokeInvitation(there.as('OWNER'), invitation.id))).toBe('NOT_FOUND');
    expect(await codeOf(resendInvitation(there.as('OWNER'), 'nonsense', 7))).toBe('NOT_FOUND');
    expect(await codeOf(invite(there.as('OWNER'), invitation.email))).toBe('OK');
  });

  it('is listed by where it stands', async () => {
    const owner = (await world.addTenant()).as('OWNER');
    const [pending, accepted, revoked, expired] = [await invite(owner), await invite(owner), await invite(owner), await invite(owner)];
    await accept(acceptance(accepted));
    await revokeInvitation(owner, revoked.invitation.id);
    await expire(expired);
    expect(await listed(owner, { status: ['PENDING'] })).toEqual([pending.invitation.email]);
    expect(await listed(owner, { status: ['ACCEPTED'] })).toEqual([accepted.invitation.email]);
    expect(await listed(owner, { status: ['REVOKED'] })).toEqual([revoked.invitation.email]);
    expect(await listed(owner, { status: ['EXPIRED'] })).toEqual([expired.invitation.email]);
    expect(await listed(owner, { status: ['PENDING', 'EXPIRED'] })).toHaveLength(2);
    expect(await listed(owner, { email: pending.invitation.email.toUpperCase() })).toEqual([pending.invitation.email]);
    expect(await listed(owner)).toHaveLength(4);
  });
});

describe('an invitation that is sent anew', () => {
  it('has another token and new time, and the old token stands for nothing', async () => {
    const owner = (await world.addTenant()).as('OWNER');
    const first = await invite(owner);
    await expire(first);
    const second = await resendInvitation(owner, first.invitation.id, 3);
    expect(await findInvitation(world.platform, first.token)).toBeNull();
    expect(await findInvitation(world.platform, second.token)).toMatchObject({ id: first.invitation.id });
    expect(await codeOf(accept(acceptance(second)))).toBe('OK');
  });

  it('has not ended: what was accepted or revoked stays so', async () => {
    const owner = (await world.addTenant()).as('OWNER');
    const [accepted, revoked] = [await invite(owner), await invite(owner)];
    await accept(acceptance(accepted));
    await revokeInvitation(owner, revoked.invitation.id);
    for (const { invitation } of [accepted, revoked]) {
      expect(await codeOf(resendInvitation(owner, invitation.id, 7))).toBe('CONFLICT');
      expect(await codeOf(revokeInvitation(owner, invitation.id))).toBe('CONFLICT');
    }
    expect(await codeOf(invite(owner, revoked.invitation.email))).toBe('OK');
  });
});

describe('accepting', () => {
  it('makes membership and profile, and tells both sides', async () => {
    const acme = await world.addTenant();
    const issued = await invite(acme.as('OWNER'), address(), 'VIEWER');
    const input = acceptance(issued, { displayName: 'Ada' });
    expect(await accept(input)).toEqual({ tenantId: acme.tenant.id, status: 'ACTIVE' });
    const [member] = await world.sql(
      `SELECT role, display_name FROM memberships JOIN user_profiles USING (tenant_id, user_id) WHERE user_id = $1`,
      [input.userId],
    );
    expect(member).toEqual({ role: 'VIEWER', display_name: 'Ada' });
    const told = await world.sql('SELECT user_id, kind FROM notifications WHERE tenant_id = $1 ORDER BY id', [acme.tenant.id]);
    expect(told.slice(-2)).toEqual([
      { user_id: input.userId, kind: 'MEMBER_ADDED' },
      { user_id: acme.as('OWNER').actor.userId, kind: 'INVITATION_ACCEPTED' },
    ]);
  });

  it('is answered alike, however often and however many at once ask for it', async () => {
    const owner = (await world.addTenant()).as('OWNER');
    const input = acceptance(await invite(owner));
    const answers = await Promise.all(Array.from({ length: 8 }, () => accept(input)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await rolesOf(owner)).toEqual(['MEMBER', 'OWNER']);
  });

  it('twice at once makes one membership', async () => {
    const owner = (await world.addTenant()).as('OWNER');
    const issued = await invite(owner);
    const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(accept(acceptance(issued)))));
    expect(codes.sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'OK']);
    expect(await rolesOf(owner)).toEqual(['MEMBER', 'OWNER']);
  });

  it('is refused for what is revoked, expired or not there, for members, and while the tenant is closed', async () => {
    const acme = await world.addTenant();
    const owner = acme.as('OWNER');
    const [revoked, expired, open] = [await invite(owner), await invite(owner), await invite(owner)];
    await revokeInvitation(owner, revoked.invitation.id);
    await expire(expired);
    expect(await codeOf(accept(acceptance(revoked)))).toBe('CONFLICT');
    expect(await codeOf(accept(acceptance(expired)))).toBe('CONFLICT');
    expect(await codeOf(accept(acceptance(open, { invitationId: v7() })))).toBe('CONFLICT');
    expect(await codeOf(accept(acceptance(open, { userId: owner.actor.userId })))).toBe('CONFLICT');
    expect(await codeOf(accept(acceptance(open, { tenantId: 'nonsense' })))).toBe('BAD_USER_INPUT');
    await suspendTenant(world.superadmin(), acme.tenant.id, 'unpaid');
    expect(await codeOf(accept(acceptance(open)))).toBe('CONFLICT');
    expect(await findInvitation(world.platform, open.token)).toMatchObject({ acceptedAt: null });
  });
});

describe('an invitation that was accepted', () => {
  it('goes with its tenant, where that is removed', async () => {
    const { tenant, as } = await world.addTenant();
    await accept(acceptance(await invite(as('OWNER'))));
    await world.sql('DELETE FROM tenants WHERE id = $1', [tenant.id]);
    expect(await world.sql('SELECT FROM invitations WHERE tenant_id = $1', [tenant.id])).toEqual([]);
  });
});

describe('an acceptance that is cancelled', () => {
  it('leaves no member, and an invitation that can be accepted', async () => {
    const owner = (await world.addTenant()).as('OWNER');
    const issued = await invite(owner);
    const first = acceptance(issued);
    await accept(first);
    await cancelRegistration(world.platform, first.registrationId);
    await cancelRegistration(world.platform, first.registrationId);
    expect(await rolesOf(owner)).toEqual(['OWNER']);
    expect(await codeOf(accept(first))).toBe('CONFLICT');
    expect(await codeOf(accept(acceptance(issued)))).toBe('OK');
  });

  it('stays ended where another invitation has gone out since', async () => {
    const owner = (await world.addTenant()).as('OWNER');
    const issued = await invite(owner);
    const first = acceptance(issued);
    await accept(first);
    await invite(owner, issued.invitation.email);
    await cancelRegistration(world.platform, first.registrationId);
    expect(await codeOf(accept(acceptance(issued)))).toBe('CONFLICT');
    expect(await listed(owner, { status: ['PENDING'] })).toEqual([issued.invitation.email]);
  });

  it('makes nothing later, cancelled before or during it', async () => {
    const owner = (await world.addTenant()).as('OWNER');
    const [early, crossing] = [acceptance(await invite(owner)), acceptance(await invite(owner))];
    await cancelRegistration(world.platform, early.registrationId);
    expect(await codeOf(accept(early))).toBe('CONFLICT');
    await Promise.allSettled([accept(crossing), cancelRegistration(world.platform, crossing.registrationId)]);
    expect(await codeOf(accept(crossing))).toBe('CONFLICT');
    expect(await rolesOf(owner)).toEqual(['OWNER']);
  });
});

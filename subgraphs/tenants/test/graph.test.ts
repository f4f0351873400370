import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { eventually } from '@tessera/testkit';
import { v7 } from 'uuid';
import { openTenantsService, type TenantsService } from './support/service.ts';

let service: TenantsService;
beforeAll(async () => {
  service = await openTenantsService();
});
afterAll(() => service.close());

const root: Identity = { userId: v7(), sessionId: v7(), tenantId: null, role: 'SUPERADMIN' };

const TENANT = `
  id slug status tier version client { name country } company { contactEmail }
  services { service status detail } provisioning { status nextAttemptAt steps { service outcome detail } }`;
const CREATE = `mutation ($input: CreateTenantInput!) { createTenant(input: $input) { slug } }`;
const BY_SLUG = `query ($slug: String!) { tenantBySlug(slug: $slug) { ${TENANT} } }`;

/** A tenant to which every service has answered: on a busy machine that is later than `createTenant` waits. */
async function createTenant(input: object = {}) {
  const slug = `t-${v7()}`;
  const particulars = { name: 'Nordwind', slug, companyName: 'Nordwind GmbH', contactEmail: 'a@nordwind.example' };
  const { data, errors } = await service.send(root, CREATE, { input: { ...particulars, country: 'DE', ...input } });
  expect(errors).toEqual([]);
  expect(data.createTenant).toMatchObject({ slug });
  return eventually(async () => {
    const { tenantBySlug: tenant } = (await service.send(root, BY_SLUG, { slug })).data;
    return tenant.services.some(({ status }: { status: string }) => status === 'PENDING') ? null : tenant;
  });
}

/** A new tenant with this member, who asks. */
async function memberOf(role: Identity['role']): Promise<Identity> {
  const { id: tenantId } = await createTenant();
  const user = service.addUser();
  const inside: Identity = { ...root, tenantId, act: { reason: 'test' } };
  const add = 'mutation ($email: String!, $role: Role!) { addMember(email: $email, role: $role) { id } }';
  const { errors } = await service.send(inside, add, { email: user.email, role });
  expect(errors).toEqual([]);
  return { userId: user.id, sessionId: v7(), tenantId, role };
}

describe('createTenant', () => {
  it('asks every service over RPC and shows what each answered', async () => {
    expect(await createTenant({ tier: 'ENTERPRISE' })).toMatchObject({
      status: 'ACTIVE',
      tier: 'ENTERPRISE',
      client: { name: 'Nordwind GmbH', country: 'DE' },
      company: { contactEmail: 'a@nordwind.example' },
      services: [
        { service: 'auth', status: 'READY', detail: 'Prepared.' },
        { service: 'tenants', status: 'READY', detail: 'Nothing to prepare.' },
      ],
      provisioning: { status: 'SUCCEEDED', nextAttemptAt: null },
    });
  });

  it('shows what failed, and resumeProvisioning finishes it', async () => {
    service.outage = new AppError('CONFLICT', 'No room.');
    const tenant = await createTenant();
    expect(tenant).toMatchObject({
      status: 'PROVISIONING',
      services: [{ status: 'FAILED', detail: 'No room.' }, { status: 'READY' }],
      provisioning: { status: 'RUNNING', nextAttemptAt: expect.any(String) },
    });
    service.outage = null;
    const resume = 'mutation ($id: ID!) { resumeProvisioning(id: $id) { status } }';
    await eventually(async () => {
      const { data } = await service.send(root, resume, { id: tenant.id });
      return data.resumeProvisioning.status === 'ACTIVE';
    });
  });

  it('gives a tenant the tier STARTER when none is named', async () => {
    expect(await createTenant()).toMatchObject({ tier: 'STARTER' });
  });
});

describe('a member', () => {
  it('sees the tenant, its company and their own profile', async () => {
    const viewer = await memberOf('VIEWER');
    const query = '{ tenant { id status company { name } services { service } } myProfile { version user { id } } }';
    const { data, errors } = await service.send(viewer, query);
    expect(errors).toEqual([]);
    expect(data.tenant).toMatchObject({ id: viewer.tenantId, status: 'ACTIVE', company: { name: 'Nordwind GmbH' } });
    expect(data.myProfile).toEqual({ version: 1, user: { id: viewer.userId } });
  });

  it('is known by role, tenant and profile through a reference from another subgraph', async () => {
    const owner = await memberOf('OWNER');
    const stranger = await memberOf('MEMBER');
    const query = `query ($of: [_Any!]!) {
      _entities(representations: $of) { ... on User { id role tenant { id } profile { version } memberships { role } } }
    }`;
    const of = [owner.userId, stranger.userId, 'nonsense'].map((id) => ({ __typename: 'User', id }));
    const { data, errors } = await service.send(owner, query, { of });
    expect(errors).toEqual([]);
    expect(data._entities).toEqual([
      {
        id: owner.userId,
        role: 'OWNER',
        tenant: { id: owner.tenantId },
        profile: { version: 1 },
        memberships: [{ role: 'OWNER' }],
      },
      { id: stranger.userId, role: null, tenant: null, profile: null, memberships: [] },
      { id: 'nonsense', role: null, tenant: null, profile: null, memberships: [] },
    ]);
  });

  it('reads no other tenant through a reference', async () => {
    const owner = await memberOf('OWNER');
    const other = await createTenant();
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Tenant { slug } } }';
    const of = [owner.tenantId, other.id, v7(), 'nonsense'].map((id) => ({ __typename: 'Tenant', id }));
    const { data } = await service.send(owner, query, { of });
    expect(data._entities).toEqual([{ slug: expect.any(String) }, null, null, null]);
  });

  it('of a tenant sees a SUPERADMIN who has entered it as one', async () => {
    const owner = await memberOf('OWNER');
    const inside: Identity = { ...root, tenantId: owner.tenantId, act: { reason: 'test' } };
    const query = `{ tenant { id } members(orderBy: { field: CREATED_AT, direction: DESC }) {
      totalCount nodes { role user { id role } tenant { id } } } }`;
    const { data, errors } = await service.send(inside, query);
    expect(errors).toEqual([]);
    const tenant = { id: owner.tenantId };
    const node = { role: 'OWNER', user: { id: owner.userId, role: 'OWNER' }, tenant };
    expect(data).toEqual({ tenant, members: { totalCount: 1, nodes: [node] } });
  });
});

describe('a SUPERADMIN who has entered a tenant', () => {
  it('reads the tenants that the platform\'s own fields show, and no other through a reference', async () => {
    const { id: elsewhere, slug } = await createTenant();
    const inside: Identity = { ...root, tenantId: (await createTenant()).id, act: { reason: 'test' } };
    const shown = `query ($slug: String!, $of: [_Any!]!) {
      tenantBySlug(slug: $slug) { company { name } services { status } memberships { totalCount } client { name } }
      _entities(representations: $of) { ... on Tenant { slug } }
    }`;
    const of = [elsewhere, inside.tenantId].map((id) => ({ __typename: 'Tenant', id }));
    const { data, errors } = await service.send(inside, shown, { slug, of });
    expect(errors).toEqual([]);
    expect(data.tenantBySlug).toEqual({
      company: { name: 'Nordwind GmbH' },
      services: [{ status: 'READY' }, { status: 'READY' }],
      memberships: { totalCount: 0 },
      client: { name: 'Nordwind GmbH' },
    });
    expect(data._entities).toEqual([null, { slug: expect.any(String) }]);
  });
});

describe('other services', () => {
  it('learn memberships, tenants and members over RPC', async () => {
    const { userId, tenantId, role } = await memberOf('MEMBER');
    const { memberships } = service;
    const known = await memberships.forUser({ userId });
    expect(known.memberships).toMatchObject([{ tenantId, role, tenantStatus: 'ACTIVE' }]);
    expect(await memberships.findTenant({ tenantId: tenantId! })).toMatchObject({ tenantId, status: 'ACTIVE' });
    expect(await memberships.findTenant({ tenantId: v7() })).toEqual({ tenantId: '', slug: '', status: '', name: '' });
    const userIds = [userId, v7()];
    expect(await memberships.filterMembers({ tenantId: tenantId!, userIds })).toEqual({ userIds: [userId] });
  });

  it('hear of a suspension within a second, in the stream that gateways follow', async () => {
    const { id } = await createTenant();
    const events = service.watchTrust();
    await events.until((kind) => kind.$case === 'snapshotComplete');
    const suspended = performance.now();
    await service.send(root, 'mutation ($id: ID!) { suspendTenant(id: $id, reason: "Unpaid.") { status } }', { id });
    await events.until((kind) => kind.$case === 'tenantState' && kind.value.tenantId === id);
    expect(performance.now() - suspended).toBeLessThan(1_000);
    events.stop();
  });
});

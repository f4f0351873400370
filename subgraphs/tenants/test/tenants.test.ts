import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant } from '../src/services/create-tenant.ts';
import { deleteTenant } from '../src/services/delete-tenant.ts';
import { getCompany } from '../src/services/get-company.ts';
import { getTenant } from '../src/services/get-tenant.ts';
import { listTenants } from '../src/services/list-tenants.ts';
import { updateClient } from '../src/services/update-client.ts';
import { updateCompany } from '../src/services/update-company.ts';
import { updateTenant } from '../src/services/update-tenant.ts';
import { codeOf, newTenant, openTenantsWorld, type TenantsWorld } from './support/world.ts';

let world: TenantsWorld;
beforeAll(async () => {
  world = await openTenantsWorld();
});
afterAll(() => world.close());

async function countOf(table: string): Promise<number> {
  const [row] = await world.sql<{ n: string }>(`SELECT count(*) AS n FROM ${table}`);
  return Number(row!.n);
}

describe('creating a tenant', () => {
  it('records client, tenant and company, with particulars as they are kept', async () => {
    const contactPhone = '+41 44 123 45 67';
    const { id, clientId } = await createTenant(
      world.superadmin(),
      newTenant({
        companyName: ' Acme Ltd ',
        contactEmail: 'Office@Acme.Example',
        contactPhone,
        country: 'ch',
        tier: 'ENTERPRISE',
      }),
    );
    const tenant = await getTenant(world.superadmin(id));
    expect(tenant).toMatchObject({ name: 'Nordwind', tier: 'ENTERPRISE', status: 'ACTIVE' });
    const particulars = { name: 'Acme Ltd', contactEmail: 'office@acme.example', contactPhone, country: 'CH' };
    expect(await getCompany(world.superadmin(id))).toMatchObject(particulars);
    const second = await createTenant(world.superadmin(), newTenant({ clientId }));
    expect(second.clientId).toBe(clientId);
  });

  it.each([
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['slug', { slug: 'Acme' }],
    ['slug', { slug: 'admin' }],
    ['companyName', { companyName: 'two\nlines' }],
    ['contactEmail', { contactEmail: 'nobody' }],
    ['contactPhone', { contactPhone: 'call me' }],
    ['country', { country: 'Switzerland' }],
  ])('refuses a wrong %s, %j, and changes nothing', async (field, input) => {
    const before = await countOf('clients');
    const call = createTenant(world.superadmin(), newTenant(input));
    await expect(call).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: `input.${field}` } });
    expect(await countOf('clients')).toBe(before);
  });

  it('refuses an unknown client like a missing one', async () => {
    expect(await codeOf(createTenant(world.superadmin(), newTenant({ clientId: 'nonsense' })))).toBe('NOT_FOUND');
    const clientId = '019b76da-a800-7000-8000-00000000ffff';
    expect(await codeOf(createTenant(world.superadmin(), newTenant({ clientId })))).toBe('NOT_FOUND');
  });
});

describe('a slug', () => {
  it('is given once, however many ask at once, and the others leave nothing behind', async () => {
    const [clients, tenants] = [await countOf('clients'), await countOf('tenants')];
    const input = newTenant({ slug: 'wanted' });
    const calls = [1, 2, 3, 4, 5, 6].map(() => codeOf(createTenant(world.superadmin(), input)));
    expect((await Promise.all(calls)).filter((code) => code !== 'CONFLICT')).toEqual(['OK']);
    expect(await countOf('clients')).toBe(clients + 1);
    expect(await countOf('tenants')).toBe(tenants + 1);
  });

  it('of a deleted tenant is never given again', async () => {
    const { id } = await createTenant(world.superadmin(), newTenant({ slug: 'gone' }));
    await deleteTenant(world.superadmin(), id, 'Contract ended.');
    expect(await codeOf(createTenant(world.superadmin(), newTenant({ slug: 'gone' })))).toBe('CONFLICT');
  });

  it('can be changed, but not to one that is taken', async () => {
    const acme = await world.addTenant();
    await createTenant(world.superadmin(), newTenant({ slug: 'taken' }));
    const { version } = acme.tenant;
    expect(await codeOf(updateTenant(acme.as('OWNER'), version, { slug: 'taken' }))).toBe('CONFLICT');
    const renamed = await updateTenant(acme.as('OWNER'), version, { slug: 'fresh' });
    expect(renamed).toMatchObject({ slug: 'fresh', version: version + 1 });
  });
});

describe('an update', () => {
  it('of a stale version is refused with the current one', async () => {
    const acme = await world.addTenant();
    const owner = acme.as('OWNER');
    const { version, clientId } = acme.tenant;
    await updateTenant(owner, version, { name: 'First' });
    const stale = { code: 'CONFLICT', details: { currentVersion: version + 1 } };
    await expect(updateTenant(owner, version, { name: 'Second' })).rejects.toMatchObject(stale);
    expect((await getTenant(owner)).name).toBe('First');
    expect(await codeOf(updateCompany(owner, 7, { name: 'X' }))).toBe('CONFLICT');
    expect(await codeOf(updateClient(world.superadmin(), clientId, 7, { name: 'X' }))).toBe('CONFLICT');
  });

  it('happens once when several name the same version', async () => {
    const acme = await world.addTenant();
    const calls = ['a', 'b', 'c', 'd'].map((name) => codeOf(updateCompany(acme.as('OWNER'), 1, { name })));
    expect((await Promise.all(calls)).sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'OK']);
    expect((await getCompany(acme.as('OWNER'))).version).toBe(2);
  });

  it('keeps what is left out, removes what may be null, and refuses null elsewhere', async () => {
    const acme = await world.addTenant({ country: 'CH', contactPhone: '+41 44 123 45 67' });
    const owner = acme.as('OWNER');
    const updated = await updateCompany(owner, 1, { contactPhone: null, website: 'https://acme.example' });
    expect(updated).toMatchObject({ country: 'CH', contactPhone: null, website: 'https://acme.example' });
    expect(await codeOf(updateCompany(owner, 2, { name: null }))).toBe('BAD_USER_INPUT');
    expect(await codeOf(updateTenant(owner, acme.tenant.version, { slug: null }))).toBe('BAD_USER_INPUT');
  });
});

describe('the list of tenants', () => {
  it('is paged without a gap or a repetition, filtered and ordered', async () => {
    const { clientId, slug } = await createTenant(world.superadmin(), newTenant({ name: 'Page 0' }));
    for (const name of ['Page 1', 'Page 2', 'Page 3', 'Page 3']) {
      await createTenant(world.superadmin(), newTenant({ name, clientId, tier: 'PROFESSIONAL' }));
    }
    const names: string[] = [];
    let after: string | null = null;
    do {
      const sort = { field: 'name', direction: 'desc' } as const;
      const page = await listTenants(world.superadmin(), { first: 2, after }, { clientId }, sort);
      names.push(...page.nodes.map((tenant) => tenant.name));
      expect(await page.totalCount()).toBe(5);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(names).toEqual(['Page 3', 'Page 3', 'Page 2', 'Page 1', 'Page 0']);

    const found = (criteria: object) => listTenants(world.superadmin(), {}, { clientId, ...criteria });
    expect((await found({ tier: ['PROFESSIONAL'] })).nodes).toHaveLength(4);
    expect((await found({ search: slug.toUpperCase() })).nodes).toHaveLength(1);
    expect((await found({ search: '%' })).nodes).toHaveLength(0);
    expect((await found({ clientId: 'nonsense' })).nodes).toHaveLength(0);
  });

  it('leaves out deleted tenants unless they are asked for', async () => {
    const { id, clientId } = await createTenant(world.superadmin(), newTenant());
    await deleteTenant(world.superadmin(), id, 'Contract ended.');
    expect((await listTenants(world.superadmin(), {}, { clientId })).nodes).toEqual([]);
    expect((await listTenants(world.superadmin(), {}, { clientId, status: ['DELETED'] })).nodes).toHaveLength(1);
  });

  it('refuses page sizes of 0, -1 and 10,000, and cursors of another order', async () => {
    for (const first of [0, -1, 10_000]) {
      expect(await codeOf(listTenants(world.superadmin(), { first }, {}))).toBe('BAD_USER_INPUT');
    }
    const { pageInfo } = await listTenants(world.superadmin(), { first: 1 }, {});
    const other = { field: 'slug', direction: 'asc' } as const;
    const elsewhere = listTenants(world.superadmin(), { after: pageInfo.endCursor }, {}, other);
    expect(await codeOf(elsewhere)).toBe('BAD_USER_INPUT');
  });
});

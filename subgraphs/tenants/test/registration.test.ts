import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { v7 } from 'uuid';
import { cancelRegistration } from '../src/services/cancel-registration.ts';
import { createUserAndCompany, type NewCompany } from '../src/services/create-user-and-company.ts';
import { codeOf, openTenantsWorld, type TenantsWorld } from './support/world.ts';

let world: TenantsWorld;
beforeAll(async () => {
  world = await openTenantsWorld();
});
afterAll(() => world.close());

const TABLES = ['clients', 'tenants', 'companies', 'memberships', 'user_profiles', 'registrations', 'provisioning_runs'];

function company(input: Partial<NewCompany> = {}): NewCompany {
  const untold = { country: null, displayName: null, phone: null, locale: null, timeZone: null };
  const registrationId = v7();
  const email = 'ada@nordwind.example';
  return { registrationId, userId: v7(), email, companyName: 'Nordwind AG', slug: `r-${v7()}`, ...untold, ...input };
}

function create(input: NewCompany) {
  return createUserAndCompany({ db: world.platform, provisioner: world.provisioner() }, input);
}

/** Asks again until the tenant is open, as auth does. */
function ready(input: NewCompany) {
  return eventually(async () => {
    const made = await create(input);
    return made.status === 'ACTIVE' && made;
  });
}

async function counts(): Promise<number[]> {
  return Promise.all(
    TABLES.map(async (table) => (await world.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n),
  );
}

const statusOf = async (tenantId: string) => (await world.sql('SELECT * FROM tenants WHERE id = $1', [tenantId]))[0];

describe('a registration', () => {
  it('makes client, tenant, company, OWNER and profile, and prepares the tenant', async () => {
    const input = company({ displayName: 'Ada', country: 'ch', timeZone: 'Europe/Zurich' });
    const before = await counts();
    expect(await create(input)).toMatchObject({ slug: input.slug });
    await ready(input);
    expect(await counts()).toEqual(before.map((count) => count + 1));
    const [member] = await world.sql(
      `SELECT role, display_name, time_zone FROM memberships JOIN user_profiles USING (tenant_id, user_id)
       WHERE user_id = $1`,
      [input.userId],
    );
    expect(member).toEqual({ role: 'OWNER', display_name: 'Ada', time_zone: 'Europe/Zurich' });
  });

  it('is made once, however often and however many at once ask for it', async () => {
    const input = company();
    const before = await counts();
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(input)));
    expect(new Set(answers.map(({ tenantId }) => tenantId)).size).toBe(1);
    expect(await ready(input)).toMatchObject({ tenantId: answers[0]!.tenantId });
    expect(await counts()).toEqual(before.map((count) => count + 1));
  });

  it('makes nothing at all where the slug is taken or a value cannot be', async () => {
    const { slug } = await create(company());
    const before = await counts();
    expect(await codeOf(create(company({ slug })))).toBe('CONFLICT');
    for (const wrong of [{ companyName: ' ' }, { slug: 'Not A Slug' }, { country: 'XX' }, { locale: '!' }]) {
      expect(await codeOf(create(company(wrong)))).toBe('BAD_USER_INPUT');
    }
    expect(await counts()).toEqual(before);
  });

  it('makes a slug of the company\'s name, and another where that is taken or reserved', async () => {
    const named = (companyName: string) => create(company({ slug: null, companyName })).then(({ slug }) => slug);
    expect(await named('Müller & Söhne AG')).toBe('muller-sohne-ag');
    expect(await named('Müller & Söhne AG')).toMatch(/^muller-sohne-ag-[0-9a-f]{4}$/);
    expect(await named('API')).toMatch(/^api-[0-9a-f]{4}$/);
    expect(await named('東京')).toMatch(/^company/);
  });
});

describe('a registration that is cancelled', () => {
  it('leaves a DELETED tenant without members, and frees the slug', async () => {
    const input = company();
    const { tenantId } = await create(input);
    await cancelRegistration(world.platform, input.registrationId);
    expect(await statusOf(tenantId)).toMatchObject({ status: 'DELETED', slug: `cancelled-${tenantId}` });
    expect(await world.sql('SELECT FROM memberships WHERE tenant_id = $1', [tenantId])).toEqual([]);
    expect(await create(company({ slug: input.slug }))).toMatchObject({ slug: input.slug });
  });

  it('stops preparing the tenant', async () => {
    world.services.set('crm', async () => {
      throw new Error('away');
    });
    const input = company();
    const { tenantId, status } = await create(input);
    expect(status).toBe('PROVISIONING');
    await cancelRegistration(world.platform, input.registrationId);
    world.services.delete('crm');
    const [run] = await world.sql('SELECT status FROM provisioning_runs WHERE tenant_id = $1', [tenantId]);
    expect(run).toEqual({ status: 'CANCELLED' });
  });

  it('makes nothing later, cancelled before or during its creation', async () => {
    const [early, crossing] = [company(), company()];
    await cancelRegistration(world.platform, early.registrationId);
    expect(await codeOf(create(early))).toBe('CONFLICT');
    await Promise.allSettled([create(crossing), cancelRegistration(world.platform, crossing.registrationId)]);
    expect(await codeOf(create(crossing))).toBe('CONFLICT');
    const live = 'SELECT FROM memberships WHERE user_id = ANY ($1)';
    expect(await world.sql(live, [[early.userId, crossing.userId]])).toEqual([]);
  });

  it('may be cancelled again', async () => {
    const input = company();
    const { tenantId } = await create(input);
    await cancelRegistration(world.platform, input.registrationId);
    const once = await statusOf(tenantId);
    await cancelRegistration(world.platform, input.registrationId);
    expect(await statusOf(tenantId)).toEqual(once);
  });
});

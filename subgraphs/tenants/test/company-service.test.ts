import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tessera/identity';
import { CompanyServiceDefinition, type PromiseClientOf } from '@tessera/rpc';
import { eventually } from '@tessera/testkit';
import { v7 } from 'uuid';
import { openTenantsService, type TenantsService } from './support/service.ts';
import { codeOf } from './support/world.ts';

const root: Identity = { userId: v7(), sessionId: v7(), tenantId: null, role: 'SUPERADMIN' };

let service: TenantsService;
let auth: PromiseClientOf<typeof CompanyServiceDefinition>;
beforeAll(async () => {
  service = await openTenantsService();
  auth = service.rpcClient(CompanyServiceDefinition, 'auth');
});
afterAll(() => service.close());

interface Member {
  readonly tenantId: string;
  readonly userId: string;
}

/** An active tenant of this name, with a user of auth's as its MEMBER. */
async function memberOf(companyName: string, user = service.addUser()): Promise<Member> {
  const input = { name: companyName, slug: `t-${v7()}`, companyName, contactEmail: 'office@acme.example' };
  const create = 'mutation ($input: CreateTenantInput!) { createTenant(input: $input) { id } }';
  const { id: tenantId } = (await service.send(root, create, { input })).data.createTenant;
  const inside: Identity = { ...root, tenantId, act: { reason: 'test' } };
  const add = 'mutation ($email: String!) { addMember(email: $email, role: MEMBER) { id } }';
  const { errors } = await service.send(inside, add, { email: user.email });
  expect(errors).toEqual([]);
  const member = { tenantId, userId: user.id };
  await eventually(async () => (await auth.validateUser(member)).tenantStatus === 'ACTIVE');
  return member;
}

describe('GetUserProfile', () => {
  it('tells how a member appears, empty where nothing is set', async () => {
    const member = await memberOf('Nordwind GmbH');
    const unset = { displayName: '', jobTitle: '', phone: '', locale: '', timeZone: '' };
    expect(await auth.getUserProfile(member)).toEqual({ ...member, ...unset, version: 1 });
  });

  it('is empty for a stranger, in another tenant, and for what is no id', async () => {
    const [here, there] = [await memberOf('Here AG'), await memberOf('There AG')];
    const strangers = [{ ...here, userId: there.userId }, { ...here, userId: 'nonsense' }, { ...here, tenantId: '' }];
    for (const stranger of strangers) {
      expect(await auth.getUserProfile(stranger)).toMatchObject({ userId: '', tenantId: '', version: 0 });
    }
  });
});

describe('a call that waits for the database', () => {
  const LOCK = 'DO $$ BEGIN LOCK TABLE user_profiles; PERFORM pg_sleep(60); END $$';
  const ofStatement = (condition: string) =>
    service.database.sql(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND ${condition}`);
  const waiting = async () => (await ofStatement("wait_event_type = 'Lock' AND query LIKE '%FROM user_profiles%'")).length;
  const holders = () => ofStatement("wait_event = 'PgSleep' AND query LIKE 'DO %user_profiles%'");

  let member: Member;
  let held: Promise<unknown>;
  beforeEach(async () => {
    member = await memberOf('Waiting KG');
    held = service.database.sql(LOCK).catch((error: unknown) => error);
    await eventually(async () => (await holders()).length === 1);
  });
  afterEach(async () => {
    for (const { pid } of await holders()) await service.database.sql('SELECT pg_cancel_backend($1)', [pid]);
    await held;
  });

  it('takes its statement along when its caller hangs up', async () => {
    const caller = new AbortController();
    const call = auth.getUserProfile(member, { signal: caller.signal, deadlineMs: 50_000 });
    await eventually(async () => (await waiting()) === 1);
    caller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await eventually(async () => (await waiting()) === 0);
  });

  it('takes it along when its deadline passes', async () => {
    const call = auth.getUserProfile(member, { deadlineMs: 3_000 });
    await Promise.all([
      eventually(async () => (await waiting()) === 1, { everyMs: 10 }),
      expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' }),
    ]);
    await eventually(async () => (await waiting()) === 0);
  });
});

describe('UpdateUserProfile', () => {
  it('changes what is given, removes what is empty, and keeps the rest', async () => {
    const member = await memberOf('Changing Ltd');
    await auth.updateUserProfile({ ...member, version: 1, displayName: 'Ada', phone: '+41 44 123 45 67' });
    const after = await auth.updateUserProfile({ ...member, version: 2, phone: '', timeZone: 'Europe/Zurich' });
    expect(after).toMatchObject({ ...member, displayName: 'Ada', phone: '', timeZone: 'Europe/Zurich', version: 3 });
    expect(await auth.getUserProfile(member)).toEqual(after);
  });

  it('refuses a stale version, a value that cannot be, and who is no member', async () => {
    const member = await memberOf('Refusing Ltd');
    await auth.updateUserProfile({ ...member, version: 1, displayName: 'Ada' });
    const stale = auth.updateUserProfile({ ...member, version: 1, displayName: 'Bea' });
    await expect(stale).rejects.toMatchObject({ code: 'CONFLICT', details: { currentVersion: 2 } });
    const wrong = auth.updateUserProfile({ ...member, version: 2, timeZone: 'Middle/Earth' });
    await expect(wrong).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'input.timeZone' } });
    for (const stranger of [{ ...member, userId: v7() }, { ...member, tenantId: v7() }, { ...member, tenantId: '' }]) {
      expect(await codeOf(auth.updateUserProfile({ ...stranger, version: 1 }))).toBe('NOT_FOUND');
    }
  });
});

describe('ValidateUser', () => {
  it('holds for a member of an active tenant alone', async () => {
    const member = await memberOf('Valid SA');
    expect(await auth.validateUser(member)).toEqual({ valid: true, role: 'MEMBER', tenantStatus: 'ACTIVE' });
    const none = { valid: false, role: '', tenantStatus: '' };
    expect(await auth.validateUser({ ...member, userId: v7() })).toEqual(none);
    expect(await auth.validateUser({ ...member, tenantId: 'nonsense' })).toEqual(none);
    const suspend = 'mutation ($id: ID!) { suspendTenant(id: $id, reason: "test") { id } }';
    expect((await service.send(root, suspend, { id: member.tenantId })).errors).toEqual([]);
    expect(await auth.validateUser(member)).toEqual({ valid: false, role: 'MEMBER', tenantStatus: 'SUSPENDED' });
  });
});

describe('GetUserCompanies', () => {
  it('lists every company of a user, oldest membership first', async () => {
    const user = service.addUser();
    const [first, second] = [await memberOf('First AG', user), await memberOf('Second AG', user)];
    const { companies } = await auth.getUserCompanies({ userId: user.id });
    expect(companies).toMatchObject([
      { tenantId: first.tenantId, companyName: 'First AG', role: 'MEMBER', tenantStatus: 'ACTIVE' },
      { tenantId: second.tenantId, companyName: 'Second AG', role: 'MEMBER', tenantStatus: 'ACTIVE' },
    ]);
    expect(companies.map((company) => company.companyId)).not.toContain('');
    expect((await auth.getUserCompanies({ userId: v7() })).companies).toEqual([]);
  });
});

describe('CompanyService', () => {
  it('lets crm read, and write nothing', async () => {
    const member = await memberOf('Readable Inc');
    const crm = service.rpcClient(CompanyServiceDefinition, 'crm');
    expect(await crm.getUserProfile(member)).toMatchObject(member);
    expect(await codeOf(crm.updateUserProfile({ ...member, version: 1 }))).toBe('INTERNAL_SERVER_ERROR');
    expect(await codeOf(crm.getUserCompanies({ userId: member.userId }))).toBe('INTERNAL_SERVER_ERROR');
  });
});

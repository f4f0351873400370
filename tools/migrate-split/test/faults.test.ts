import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createNewSystem, type NewSystem } from './support/new-system.ts';
import { createOldPostgres, oldRows, OLD_PASSWORDS, type OldDatabase } from './support/old-system.ts';

let old: OldDatabase;
let system: NewSystem;
let before: Record<string, string>;
beforeAll(async () => {
  const { users, companies, user_companies } = oldRows({ users: 60, companies: 10, memberships: 40 });
  const user = (id: number, values: object) => ({ ...users[1]!, id, email: `faulty.${id}@example.com`, ...values });
  const company = (id: number, values: object) => ({ ...companies[0]!, id, slug: null, ...values });
  const membership = (user_id: number, company_id: number, role = 'member') => ({ user_id, company_id, role, created_at: null });
  old = await createOldPostgres({
    users: [
      ...users,
      user(101, { email: 'nobody' }),
      user(102, { email: ' USER.2@example.com' }),
      user(103, { email: 'taken@example.com' }),
      user(104, { password_hash: '5f4dcc3b5aa765d61d8327deb882cf99' }),
      user(105, { password_hash: OLD_PASSWORDS[0].hash.replace('$04$', '$31$') }),
      user(106, { phone: 'ask Ann', is_active: null }),
    ],
    companies: [
      ...companies, company(201, { name: '  ' }), company(202, { email: 'none' }), company(203, { country: 'XX', name: 'Admin' }),
    ],
    user_companies: [
      ...user_companies, membership(101, 1), membership(2, 201, 'owner'), membership(999, 1), membership(2, 999),
      membership(106, 2, 'manager'), membership(106, 3), membership(106, 3),
    ],
  });
  system = await createNewSystem();
  await system.sql('auth', "INSERT INTO users (id, email) VALUES ('0199aaaa-0000-7000-8000-000000000001', 'taken@example.com')");
  before = await system.snapshot();
}, 60_000);
afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
  await old?.[Symbol.asyncDispose]();
});

const FOUND = [
  /INVALID_EMAIL \(1\): .*\n {4}users 101: nobody/,
  /DUPLICATE_EMAIL \(1\): .*\n {4}users 102: {2}USER\.2@example\.com/,
  /EMAIL_TAKEN \(1\): .*\n {4}users 103: taken@example\.com/,
  /UNKNOWN_HASH \(2\): .*\n {4}users 104\n {4}users 105\n/,
  /INVALID_NAME \(1\): .*\n {4}companies 201\n/,
  /INVALID_CONTACT \(1\): .*\n {4}companies 202: none/,
  /UNUSABLE_VALUE \(3\): .*\n {4}users 106: is_active\n {4}users 106: phone\n {4}companies 203: country/,
  /NO_OWNER \(1\): .*\n {4}companies 203\n/,
  /ORPHAN \(2\): .*\n {4}user_companies 2 in 999\n {4}user_companies 999 in 1\n/,
  /OF_LEFT_BEHIND \(2\): .*\n {4}user_companies 2 in 201\n {4}user_companies 101 in 1\n/,
  /DUPLICATE_MEMBERSHIP \(1\): .*\n {4}user_companies 106 in 3\n/,
  /UNKNOWN_ROLE \(1\): .*\n {4}user_companies 106 in 2: manager/,
];

describe('faulty rows', () => {
  it('are told by their old ids in a dry run, with what becomes of each, and nothing is written', async () => {
    const { code, output } = await system.run('--from', old.url, '--dry-run');
    expect(code).toBe(0);
    for (const line of FOUND) expect(output).toMatch(line);
    expect(output).not.toContain('5f4dcc3b');
    expect(await system.snapshot()).toEqual(before);
    expect(existsSync(join(system.dataDir, 'migrate-split'))).toBe(false);
  });

  it('keep a move from beginning', async () => {
    const { code, output } = await system.run('--from', old.url);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('Nothing was written. Mend these rows') });
    expect(await system.snapshot()).toEqual(before);
  });

  it('are left behind with --skip-faulty, and roles may be told', async () => {
    const { code, output } = await system.run('--from', old.url, '--skip-faulty', '--role', 'manager=admin');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Moved.') });
    const users = await system.sql('auth', "SELECT email, status FROM users WHERE email NOT LIKE 'user.%' ORDER BY 1");
    expect(users).toEqual([
      { email: 'faulty.106@example.com', status: 'DISABLED' }, { email: 'taken@example.com', status: 'ACTIVE' },
    ]);
    const [company] = await system.sql('tenants', "SELECT slug, country FROM tenants JOIN companies ON tenant_id = tenants.id WHERE tenants.name = 'Admin'");
    expect(company).toEqual({ slug: 'admin-company', country: null });
    const roles = await system.sql<{ role: string }>('tenants', "SELECT role FROM memberships WHERE created_at > '2026-01-01' ORDER BY 1");
    expect(roles.map(({ role }) => role)).toEqual(['ADMIN', 'MEMBER']);
    expect((await system.run('--rollback')).code).toBe(0);
    expect(await system.snapshot()).toEqual(before);
  });

  it('of a schema are told all at once', async () => {
    await old.run('ALTER TABLE users RENAME COLUMN password_hash TO secret; ALTER TABLE user_companies RENAME TO members');
    const { code, output } = await system.run('--from', old.url);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('lacks users.password_hash, user_companies: make views of these names') });
  });
});

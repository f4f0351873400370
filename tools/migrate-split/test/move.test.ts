import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { listServices } from '../../start/services.ts';
import { createNewSystem, type NewSystem } from './support/new-system.ts';
import { createOldPostgres, oldRows, type OldDatabase } from './support/old-system.ts';

const COUNTS = { users: 10_000, companies: 1_000, memberships: 12_000 };
const MINUTES_MS = 180_000;

let old: OldDatabase;
let system: NewSystem;
beforeAll(async () => {
  old = await createOldPostgres(oldRows(COUNTS));
  system = await createNewSystem();
}, MINUTES_MS);
afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
  await old?.[Symbol.asyncDispose]();
});

const count = async (service: 'auth' | 'tenants', table: string) =>
  (await system.sql<{ count: number }>(service, `SELECT count(*)::int AS count FROM ${table}`))[0]!.count;

describe('a move of 10,000 users', () => {
  let before: Record<string, string>;
  beforeAll(async () => {
    const known = '0199aaaa-0000-7000-8000-00000000000';
    await system.sql('auth', "INSERT INTO users (id, email) VALUES ($1, 'known@example.com')", [`${known}1`]);
    await system.sql('tenants', "INSERT INTO clients (id, name, contact_email) VALUES ($1, 'Known', 'k@example.com')", [`${known}2`]);
    await system.sql('tenants', "INSERT INTO tenants (id, client_id, slug, name) VALUES ($1, $2, 'company-no-1', 'Known')", [`${known}3`, `${known}2`]);
    before = await system.snapshot();
  });

  it('ends with every row in its place, counts and checksums compared', async () => {
    const { code, output } = await system.run('--from', old.url);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Moved.') });
    expect(output).toContain('Left behind, in the backup alone, because Tessera has no place for them: users.newsletter.');
    expect(output).toContain('users.role is not carried over, because roles hold in one company: superadmin (1), user (9999).');
    expect(output).toContain('32980 rows are the same on both sides');
    expect({ users: await count('auth', 'users'), credentials: await count('auth', 'credentials') }).toEqual({ users: 10_001, credentials: 9_980 });
    expect({ tenants: await count('tenants', 'tenants'), companies: await count('tenants', 'companies') }).toEqual({ tenants: 1_001, companies: 1_000 });
    expect(await count('tenants', 'memberships')).toBe(12_000);
  }, MINUTES_MS);

  it('brings each row over as it was, and slugs that are taken with an end of their own', async () => {
    const [user] = await system.sql('auth', "SELECT email, status, created_at, password_hash FROM users JOIN credentials ON user_id = id WHERE email = 'user.1@example.com'");
    expect(user).toEqual({
      email: 'user.1@example.com', status: 'ACTIVE', created_at: new Date('2015-01-01T00:00:00.000Z'), password_hash: expect.stringMatching(/^\$2b\$04\$/),
    });
    const slugs = await system.sql<{ slug: string }>('tenants', "SELECT slug FROM tenants WHERE slug LIKE 'company-no-1%' OR slug LIKE 'muller-sohne-ag%'");
    expect(slugs.filter(({ slug }) => /^muller-sohne-ag(-[0-9a-f]{6})?$/.test(slug))).toHaveLength(50);
    expect(slugs).toContainEqual({ slug: expect.stringMatching(/^company-no-1-[0-9a-f]{6}$/) });
    const [owner] = await system.sql('tenants', "SELECT m.role, p.display_name, p.phone FROM memberships m JOIN user_profiles p USING (tenant_id, user_id) JOIN tenants t ON t.id = m.tenant_id WHERE t.name = 'Company 4' AND m.role = 'OWNER'");
    expect(owner).toEqual({ role: 'OWNER', display_name: "Zoë 4 O'Neill", phone: '+41 44 1000003' });
  });

  it('is recorded row by row in the event logs, which aggregates follow', async () => {
    const logged = (service: 'auth' | 'tenants') =>
      system.sql(service, "SELECT entity, count(*)::int AS count FROM tessera.event_log WHERE request_id = 'migrate-split' GROUP BY 1 ORDER BY 1");
    expect(await logged('auth')).toEqual([{ entity: 'User', count: 10_000 }]);
    expect(await logged('tenants')).toEqual([
      { entity: 'Client', count: 1_000 }, { entity: 'Company', count: 1_000 }, { entity: 'Membership', count: 12_000 },
      { entity: 'Tenant', count: 1_000 }, { entity: 'TenantService', count: 1_000 * listServices().length },
    ]);
  });

  it('is not done twice', async () => {
    const { code, output } = await system.run('--from', old.url);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('has been moved already') });
  });

  it('is not taken back where something has changed since', async () => {
    await system.sql('tenants', "UPDATE companies SET contact_phone = '+41 1 234 56 78' WHERE name = 'Company 7'");
    const { code, output } = await system.run('--rollback');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('1 of what was moved has been used or changed since: company 7.') });
    expect(await count('auth', 'users')).toBe(10_001);
  });

  it('is taken back as a whole, killed half-way or not, and nothing else is touched', async () => {
    const killed = system.start('--rollback', '--force');
    await eventually(async () => (await count('auth', 'split.users')) <= 7_000, { everyMs: 5, describe: killed.output });
    await killed.stop('SIGKILL');
    const { code, output } = await system.run('--rollback');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Taken back') });
    expect(await system.snapshot()).toEqual(before);
  }, MINUTES_MS);
});

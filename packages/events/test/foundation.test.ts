import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FOUNDATION_SQL } from '@tessera/events';
import { createScratchDatabase, type ScratchDatabase } from '@tessera/testkit';

let database: ScratchDatabase;

beforeAll(async () => {
  database = await createScratchDatabase(`
    CREATE TABLE tenants (id uuid PRIMARY KEY, slug text);
    CREATE TABLE customers (tenant_id uuid, id uuid, owner_id uuid, PRIMARY KEY (tenant_id, id));
    CREATE TABLE users (id uuid PRIMARY KEY, email text);
    SELECT tessera.tenant_table('tenants', tenant_column => 'id'), tessera.tenant_table('customers');
    SELECT tessera.owned_table('customers', owner => 'owner_id', record => 'Customer');
    SELECT tessera.platform_table('users'), tessera.grant_platform('users', 'insert, UPDATE');`);
});
afterAll(async () => database[Symbol.asyncDispose]());

const policies = (table: string, role: string) =>
  database.run(
    'owner',
    `SELECT cmd, permissive FROM pg_policies WHERE tablename = $1 AND $2 = ANY (roles) ORDER BY 2, 1`,
    [table, `${database.address.database}_${role}`],
  );

describe('a tenant table', () => {
  it.each(['tenants', 'customers', 'record_grants'])(
    '%s has forced row-level security and a policy for every verb',
    async (table) => {
      const [security] = await database.run(
        'owner',
        'SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = $1::regclass',
        [table],
      );
      expect(security).toEqual({ relrowsecurity: true, relforcerowsecurity: true });
      const admitting = (await policies(table, 'app')).filter((policy) => policy.permissive === 'PERMISSIVE');
      expect(admitting.map((policy) => policy.cmd)).toEqual(['DELETE', 'INSERT', 'SELECT', 'UPDATE']);
    },
  );

  it('reads the tenant once a statement, and searches an index by it', async () => {
    const plan = await database.pool('app').connect();
    await plan.query('SET enable_seqscan = off');
    const { rows } = await plan.query('EXPLAIN SELECT * FROM tenants');
    plan.release(true);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(
      /Index Cond: \(id = \$0\)|Index Cond: \(id = \(InitPlan 1\)/,
    );
  });

  it('leaves its owner able to change every row, for backfills', async () => {
    await database.run('owner', `INSERT INTO tenants VALUES (gen_random_uuid(), 'a'), (gen_random_uuid(), 'b')`);
    const changed = await database.run('owner', `UPDATE tenants SET slug = slug || '1' RETURNING slug`);
    expect(changed).toHaveLength(2);
  });
});

describe('an owned table', () => {
  const childPolicy = async () => {
    const [policy] = await database.run(
      'owner',
      `SELECT with_check FROM pg_policies WHERE tablename = 'notes' AND policyname = 'tessera_scope_insert'`,
    );
    return policy?.with_check;
  };

  it('may be declared before or after what hangs on it, and replaced by another of its name', async () => {
    const create = 'CREATE TABLE boards (tenant_id uuid, id uuid, owner_id uuid, PRIMARY KEY (tenant_id, id))';
    const createNotes = 'CREATE TABLE notes (tenant_id uuid, id uuid, board_id uuid)';
    const own = `SELECT tessera.owned_table('boards', 'Board')`;
    const hang = `SELECT tessera.child_table('notes', 'board_id', 'boards')`;
    await database.run('owner', `${create}; ${createNotes}; ${own}; ${hang}`);
    const parentFirst = await childPolicy();
    await database.run(
      'owner',
      `DROP TABLE notes; SELECT tessera.forget_table('boards'); DROP TABLE boards; ${create}; ${createNotes}; ${hang}; ${own}`,
    );
    const childFirst = await childPolicy();
    const withoutOids = (text: unknown) => String(text).replaceAll(/p_\d+/g, 'p');
    expect(parentFirst).toContain('owner_id');
    expect(withoutOids(childFirst)).toBe(withoutOids(parentFirst));
  });

  it('is not forgotten while something hangs on it alone', async () => {
    await expect(database.run('owner', `SELECT tessera.forget_table('boards')`)).rejects.toThrow('notes hangs on');
  });
});

describe('a platform table', () => {
  it('is closed to the application role', async () => {
    await expect(database.run('app', 'SELECT * FROM users')).rejects.toMatchObject({ code: '42501' });
    expect(await policies('users', 'app')).toEqual([]);
  });

  it('is read by the platform role, which changes it with the verbs that were granted', async () => {
    await database.run('platform', `INSERT INTO users VALUES (gen_random_uuid(), 'a@b.c')`);
    await expect(database.run('platform', 'UPDATE users SET email = email RETURNING email')).resolves.toHaveLength(1);
    await expect(database.run('platform', 'DELETE FROM users')).rejects.toMatchObject({ code: '42501' });
  });

  it('accepts no other word as a verb', async () => {
    await expect(database.run('owner', `SELECT tessera.grant_platform('users', 'ALL')`)).rejects.toThrow('ALL');
  });
});

describe('the application role', () => {
  it.each([
    'SELECT * FROM tessera.event_log',
    'SELECT * FROM tessera.settings',
    'SELECT * FROM tessera.epoch',
    `SELECT tessera.announce('customers', 'Customer', ARRAY['id'])`,
    `SELECT tessera.tenant_table('users')`,
    `SELECT tessera.grant_platform('users', 'DELETE')`,
    'SELECT tessera.renew_epoch()',
    'CREATE TABLE public.mine ()',
    'CREATE FUNCTION tessera.tenant_id(int) RETURNS int RETURN 1',
    'ALTER TABLE customers NO FORCE ROW LEVEL SECURITY',
    'SET ROLE postgres',
    'TRUNCATE customers',
  ])('may not: %s', async (sql) => {
    await expect(database.run('app', sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('is not the owner, not a superuser, and cannot bypass row-level security', async () => {
    const [role] = await database.run(
      'app',
      'SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user',
    );
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false });
  });
});

describe('functions that run with the rights of their owner', () => {
  it('pin their search_path and are executed by nobody but those they are for', async () => {
    const definers = await database.run(
      'owner',
      `
      SELECT proname, proconfig::text LIKE '%search_path=pg_catalog, tessera, pg_temp%' AS pinned,
        COALESCE(proacl::text ~ '[{,]=X', true) AS by_everyone
      FROM pg_proc WHERE pronamespace = 'tessera'::regnamespace AND prosecdef`,
    );
    expect(definers.length).toBeGreaterThan(0);
    expect(definers.filter((each) => !each.pinned || each.by_everyone)).toEqual([]);
  });
});

describe('laying the foundation again', () => {
  it('changes nothing', async () => {
    const state = () =>
      database.run(
        'owner',
        `
      SELECT policyname, tablename, qual, with_check FROM pg_policies UNION ALL
      SELECT value::text, 'epoch', NULL, NULL FROM tessera.epoch ORDER BY 1, 2`,
      );
    const before = await state();
    await database.run('owner', FOUNDATION_SQL(database.address.database));
    expect(await state()).toEqual(before);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, listSubgraphNames, type TestDatabase } from '@tessera/testkit';

/** Tables of the service's own; Prisma's record of migrations is the owner's alone. */
const OWN_TABLES = `
  SELECT c.oid, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'`;
/** Those that the application's role can reach. */
const APP_TABLES = `SELECT * FROM (${OWN_TABLES}) own WHERE has_table_privilege($1, own.oid, 'SELECT, INSERT, UPDATE, DELETE')`;

describe.each(listSubgraphNames())('the database of %s', (service) => {
  let database: TestDatabase;
  const role = (kind: string) => `${database.address.rolePrefix}_${kind}`;
  const names = async (sql: string, values: unknown[] = []) => (await database.sql<{ name: string }>(sql, values)).map((row) => row.name);

  beforeAll(async () => {
    database = await createTestDatabase(service);
  });
  afterAll(() => database.drop());

  it('forces row-level security on every table', async () => {
    const open = `SELECT own.name FROM (${OWN_TABLES}) own JOIN pg_class c ON c.oid = own.oid
                   WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)`;
    expect(await names(open)).toEqual([]);
  });

  it('has a policy for every verb of every table that a request can reach', async () => {
    const missing = `
      SELECT app.name || ' ' || verb.cmd AS name FROM (${APP_TABLES}) app
       CROSS JOIN (VALUES ('r'), ('a'), ('w'), ('d')) verb (cmd)
       WHERE NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = app.oid AND p.polpermissive
                          AND p.polcmd IN (verb.cmd::"char", '*') AND $1::regrole = ANY (p.polroles))`;
    expect(await names(missing, [role('app')])).toEqual([]);
  });

  it('lets every policy of the application compare the tenant', async () => {
    const loose = `
      SELECT app.name || ' ' || p.polname AS name FROM (${APP_TABLES}) app JOIN pg_policy p ON p.polrelid = app.oid
       WHERE p.polpermissive AND $1::regrole = ANY (p.polroles)
         AND (coalesce(pg_get_expr(p.polqual, p.polrelid), 'tenant_id()') NOT LIKE '%tenant_id()%'
           OR coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'tenant_id()') NOT LIKE '%tenant_id()%')`;
    expect(await names(loose, [role('app')])).toEqual([]);
  });

  it('keys every tenant table by its tenant: primary, unique and foreign', async () => {
    const bare = `
      SELECT own.name || ' ' || i.indexrelid::regclass AS name FROM (${OWN_TABLES}) own
        JOIN pg_attribute a ON a.attrelid = own.oid AND a.attname = 'tenant_id' AND a.attnotnull
        JOIN pg_index i ON i.indrelid = own.oid AND i.indisunique
       WHERE NOT a.attnum = ANY (i.indkey)
      UNION ALL
      SELECT own.name || ' ' || f.conname FROM (${OWN_TABLES}) own
        JOIN pg_constraint f ON f.conrelid = own.oid AND f.contype = 'f'
        JOIN pg_attribute a ON a.attrelid = own.oid AND a.attname = 'tenant_id' AND a.attnotnull
        JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attname = 'tenant_id'
       WHERE NOT a.attnum = ANY (f.conkey)`;
    expect(await names(bare)).toEqual([]);
  });

  it.each(['app', 'platform', 'tail'])('gives its %s role no power over itself', async (kind) => {
    const powers = await database.sql(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
              (SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relowner = r.oid AND n.nspname NOT LIKE 'pg\\_%') AS owns,
              (SELECT count(*)::int FROM pg_auth_members m WHERE m.member = r.oid) AS memberships
         FROM pg_roles r WHERE rolname = $1`,
      [role(kind)],
    );
    expect(powers).toEqual([
      { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: 0, memberships: 0 },
    ]);
  });

  it("closes the event log to the application's role", async () => {
    const verbs = 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE';
    const [answer] = await database.sql("SELECT has_table_privilege($1, 'tessera.event_log', $2) AS open", [role('app'), verbs]);
    expect(answer).toEqual({ open: false });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { announceSql, FOUNDATION_SQL } from '@tessera/events';
import { databasePassword } from '@tessera/keyring';
import {
  asAdmin, checkServer, openDataFolder, ownerConfig, prepareDatabase, removeDataFolder, roleName, serverFromEmbedded,
  serverFromUrl, startEmbeddedPostgres, withClient, type DatabaseServer, type EmbeddedPostgres, type ServiceSchema,
} from '@tessera/platform';

const root = new Uint8Array(randomBytes(32));
let home: string;
let embedded: EmbeddedPostgres;
let server: DatabaseServer;
let schema: ServiceSchema;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tessera-prepare-'));
  await (await openDataFolder({ dataDir: join(home, 'data'), production: false })).release();
  embedded = await startEmbeddedPostgres({ dataDir: join(home, 'data') });
  server = serverFromEmbedded(embedded);
});
afterAll(async () => {
  await embedded.stop();
  await removeDataFolder(join(home, 'data'));
  await rm(home, { recursive: true, force: true });
});

beforeEach(async () => {
  const database = `shop_${randomBytes(4).toString('hex')}`;
  const migrationsDir = join(home, database);
  await mkdir(migrationsDir);
  await writeFile(join(migrationsDir, 'migration_lock.toml'), 'provider = "postgresql"\n');
  schema = {
    service: 'shop',
    database,
    foundationSql: FOUNDATION_SQL(database),
    migrationsDir,
    announceSql: announceSql({ orders: { entity: 'Order', columns: ['title'] } }),
  };
  await migration('20261121000000_init', ORDERS_SQL);
});

const ORDERS_SQL = `
  CREATE TABLE orders (
    tenant_id uuid NOT NULL, id uuid NOT NULL, title text, deleted_at timestamptz, PRIMARY KEY (tenant_id, id)
  );
  SELECT tessera.tenant_table('orders');
  CREATE FUNCTION shout(word text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN word := upper(word); RETURN word; END $$;`;

async function migration(name: string, sql: string): Promise<void> {
  await mkdir(join(schema.migrationsDir, name), { recursive: true });
  await writeFile(join(schema.migrationsDir, name, 'migration.sql'), sql);
}
const makeRole = (name: string, rights = '') =>
  asAdmin(server, (client) => client.query(`CREATE ROLE ${name} LOGIN ${rights} PASSWORD '${name}'`));
const prepare = () => prepareDatabase(server, root, schema);
const asOwner = <T extends object>(sql: string) =>
  withClient(new pg.Client(ownerConfig(server, root, schema)), async (client) => (await client.query<T>(sql)).rows);

describe('preparing a database', () => {
  it('lays foundation, migrations and events, and then has nothing to do', async () => {
    expect(await prepare()).toMatchObject({ changed: true, appliedMigrations: ['20261121000000_init'] });
    expect(await prepare()).toMatchObject({ changed: false, appliedMigrations: [] });
    expect(await asOwner("SELECT shout('whole functions')")).toEqual([{ shout: 'WHOLE FUNCTIONS' }]);
  });

  it('gives each role what it needs and no power', async () => {
    await prepare();
    const names = ['app', 'platform', 'tail', 'owner'].map((role) => roleName(schema.database, role as 'app'));
    const roles = await asOwner<{ mighty: boolean; limited: boolean }>(`
      SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty,
             rolconnlimit > 0 AS limited
        FROM pg_roles WHERE rolname IN (${names.map((name) => `'${name}'`).join(', ')})`);
    expect(roles).toEqual(names.map(() => ({ mighty: false, limited: true })));
    const app =
      { ...ownerConfig(server, root, schema), user: names[0], password: databasePassword(root, 'shop', 'app') };
    await withClient(new pg.Client(app), async (client) => {
      await expect(client.query('CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/);
      await expect(client.query('SELECT * FROM tessera.meta')).rejects.toThrow(/permission denied/);
    });
  });

  it("lets no other service's role into the database", async () => {
    await prepare();
    await makeRole('stranger');
    const stranger = { ...ownerConfig(server, root, schema), user: 'stranger', password: 'stranger' };
    await expect(withClient(new pg.Client(stranger), async () => undefined)).rejects.toThrow(
      /permission denied for database/,
    );
  });

  it('applies what a later release adds', async () => {
    await prepare();
    await migration('20261122000000_more', 'ALTER TABLE orders ADD COLUMN note text;');
    expect(await prepare()).toMatchObject({ appliedMigrations: ['20261122000000_more'] });
  });

  it('refuses another root key than what it holds is sealed with, and leaves the passwords as they are', async () => {
    await prepare();
    const other = new Uint8Array(randomBytes(32));
    await expect(prepareDatabase(server, other, schema)).rejects.toThrow(
      `What ${schema.database} holds was sealed with another root key: set TESSERA_ROOT_KEY to that one.`,
    );
    expect(await asOwner('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('gives the roles their passwords again', async () => {
    await prepare();
    await asAdmin(server, (client) => client.query(`ALTER ROLE ${roleName(schema.database, 'owner')} PASSWORD 'lost'`));
    expect(await prepare()).toMatchObject({ changed: true, appliedMigrations: [] });
    expect(await asOwner('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes a migration that fails back as a whole, says why, and goes on once it is mended', async () => {
    await prepare();
    await migration('20261122000000_wrong', 'CREATE TABLE half (id int); SELECT * FROM nowhere;');
    await expect(prepare()).rejects.toThrow(/failed and was rolled back: relation "nowhere" does not exist/);
    expect(await asOwner("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    await migration('20261122000000_wrong', 'CREATE TABLE half (id int);');
    expect(await prepare()).toMatchObject({ appliedMigrations: ['20261122000000_wrong'] });
  });

  it('knows a migration that was applied when the crash came before that was recorded', async () => {
    await prepare();
    await asOwner(`UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0;
      DELETE FROM tessera.meta WHERE key = 'schema'`);
    expect(await prepare()).toMatchObject({ changed: true, appliedMigrations: [] });
  });

  it('refuses a migration that was edited after it was applied', async () => {
    await prepare();
    await migration('20261121000000_init', `${ORDERS_SQL}\n-- an afterthought`);
    await expect(prepare()).rejects.toThrow(/20261121000000_init .* was edited after it was applied/);
  });

  it('refuses a database that a newer release migrated', async () => {
    await migration('20261122000000_future', 'SELECT 1;');
    await prepare();
    const older = join(home, `${schema.database}_older`);
    const first = '20261121000000_init';
    await cp(join(schema.migrationsDir, first), join(older, first), { recursive: true });
    await expect(prepareDatabase(server, root, { ...schema, migrationsDir: older })).rejects.toThrow(
      /migrated by a newer Tessera \(20261122000000_future\)/,
    );
  });

  it('is done once when several start at the same time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 3 }, prepare));
    expect(outcomes.flatMap(({ appliedMigrations }) => appliedMigrations)).toEqual(['20261121000000_init']);
  });

  it('works for an administrator who is no superuser', async () => {
    await makeRole('clerk', 'CREATEDB CREATEROLE');
    const clerk = { ...server, admin: { ...server.admin, user: 'clerk', password: 'clerk' } };
    await checkServer(clerk);
    expect(await prepareDatabase(clerk, root, schema)).toMatchObject({ appliedMigrations: ['20261121000000_init'] });
  });
});

describe('a database server', () => {
  it('that does not answer is told in one sentence with the cure', async () => {
    const nowhere = serverFromUrl('postgresql://someone:hunter2@127.0.0.1:1/postgres');
    await expect(checkServer(nowhere)).rejects.toThrow(
      /^The database server of TESSERA_DATABASE_URL \(127\.0\.0\.1:1\) cannot be reached .*start it/,
    );
    await expect(checkServer(nowhere)).rejects.not.toThrow(/hunter2/);
  });

  it('whose user may not create databases is told before anything is made', async () => {
    await makeRole('nobody');
    const weak = { ...server, admin: { ...server.admin, user: 'nobody', password: 'nobody' } };
    await expect(checkServer(weak)).rejects.toThrow(
      /may not create databases and roles; run `ALTER ROLE "nobody" CREATEDB CREATEROLE`/,
    );
  });
});

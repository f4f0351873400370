import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { FOUNDATION_SQL, announceSql, type EventContract } from '@tessera/events';
import { databasePassword } from '@tessera/keyring';
import { adminConfig, asAdmin, prepareDatabase, serverFromUrl, type ServiceSchema } from '@tessera/platform';
import type { DatabaseAddress, DatabasePasswords } from '@tessera/tenancy';
import { REPOSITORY, testServerUrl } from './places.ts';

const { escapeIdentifier } = pg;

/** Opens nothing but the databases of one test run, which end with it. */
export const TEST_ROOT: Uint8Array = createHash('sha256').update('tessera test run').digest();

/** A migrated, empty database of one service, for one test file. */
export interface TestDatabase extends AsyncDisposable {
  readonly address: DatabaseAddress;
  readonly passwords: DatabasePasswords;
  /** Runs one statement as the server's superuser, past every policy: to look, and to lay what tests need. */
  sql<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Makes the templates of these services, so that no test file has to. */
export async function prepareTemplates(services: readonly string[]): Promise<void> {
  const server = serverFromUrl(testServerUrl());
  for (const service of services) await prepareDatabase(server, TEST_ROOT, await templateSchema(service));
}

/**
 * Clones the service's template, which the first caller of a run makes by its migrations. The clone's roles are the
 * template's: a role belongs to the server and not to a database.
 */
export async function createTestDatabase(service: string): Promise<TestDatabase> {
  const server = serverFromUrl(testServerUrl());
  const schema = await templateSchema(service);
  const database = `${schema.database}_${randomBytes(4).toString('hex')}`;
  await asAdmin(server, async (admin) => {
    // PostgreSQL clones a database only while nobody is connected to it.
    await admin.query("SELECT pg_advisory_lock(hashtext('tessera test template'), hashtext($1))", [service]);
    await prepareDatabase(server, TEST_ROOT, schema);
    await admin.query(`CREATE DATABASE ${escapeIdentifier(database)} TEMPLATE ${escapeIdentifier(schema.database)}`);
  });

  const pool = new pg.Pool({ ...adminConfig(server, database), max: 2 });
  pool.on('error', () => undefined);
  const drop = async () => {
    await pool.end();
    await asAdmin(server, (admin) => admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(database)} WITH (FORCE)`));
  };
  return {
    address: { host: server.host, port: server.port, database, rolePrefix: schema.database },
    passwords: {
      app: databasePassword(TEST_ROOT, service, 'app'),
      platform: databasePassword(TEST_ROOT, service, 'platform'),
      tail: databasePassword(TEST_ROOT, service, 'tail'),
    },
    async sql<Row extends object>(text: string, values: readonly unknown[] = []) {
      return (await pool.query<Row>(text, [...values])).rows;
    },
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

/** Drops every database and role whose name begins with `<prefix>_`, with whoever is still connected. */
export async function dropDatabases(prefix: string): Promise<void> {
  await asAdmin(serverFromUrl(testServerUrl()), async (admin) => {
    const like = `${prefix}\\_%`;
    const databases = await admin.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE datname LIKE $1', [like]);
    for (const { name } of databases.rows) await admin.query(`DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
    const roles = await admin.query<{ name: string }>('SELECT rolname AS name FROM pg_roles WHERE rolname LIKE $1', [like]);
    for (const { name } of roles.rows) await admin.query(`DROP ROLE ${escapeIdentifier(name)}`);
  });
}

async function templateSchema(service: string): Promise<ServiceSchema> {
  const contract = join(REPOSITORY, 'subgraphs', service, 'contract/events.ts');
  const { default: events } = (await import(contract)) as { default: EventContract };
  const database = `template_${service.replaceAll('-', '_')}`;
  return {
    service,
    database,
    foundationSql: FOUNDATION_SQL(database),
    migrationsDir: join(REPOSITORY, 'prisma', service, 'migrations'),
    announceSql: announceSql(events),
  };
}

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { FOUNDATION_SQL } from '@tessera/events';
import { DATABASE_ROLES, databasePassword, type DatabaseRole } from '@tessera/keyring';
import { adminConfig, asAdmin, ensureDatabase, roleName, serverFromUrl } from '@tessera/platform';
import type { DatabaseAddress, DatabasePasswords } from '@tessera/tenancy';
import { testServerUrl } from './places.ts';

/** What the owner may open. */
const MOST_CONNECTIONS = 8;

/** A database of no service's: the foundation, and tables that one test file makes up. */
export interface ScratchDatabase extends AsyncDisposable {
  readonly address: DatabaseAddress;
  readonly passwords: DatabasePasswords;
  /** Runs SQL as one of the database's roles, or as the server's superuser. */
  run(role: DatabaseRole | 'superuser', sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** A pool of one role, ended with the database. */
  pool(role: DatabaseRole | 'superuser'): pg.Pool;
}

/** @param tables SQL run as the owner after the foundation, as a migration would be */
export async function createScratchDatabase(tables: string): Promise<ScratchDatabase> {
  const server = serverFromUrl(testServerUrl());
  const database = `scratch_${randomBytes(5).toString('hex')}`;
  const root = randomBytes(32);
  const address = { host: server.host, port: server.port, database };
  const password = (role: DatabaseRole) => databasePassword(root, database, role);
  await asAdmin(server, (admin) => ensureDatabase(admin, { service: database, database, root }));

  const pools = new Map<string, pg.Pool>();
  const loginOf = (role: DatabaseRole) => ({ ...address, user: roleName(database, role), password: password(role) });
  const pool: ScratchDatabase['pool'] = (role) => {
    const known = pools.get(role);
    if (known) return known;
    const opened = new pg.Pool({ ...(role === 'superuser' ? adminConfig(server, database) : loginOf(role)), max: MOST_CONNECTIONS });
    opened.on('error', () => undefined);
    pools.set(role, opened);
    return opened;
  };
  const run: ScratchDatabase['run'] = async (role, sql, values) => (await pool(role).query(sql, values)).rows;
  await run('owner', FOUNDATION_SQL(database));
  await run('owner', tables);

  return {
    address,
    passwords: { app: password('app'), platform: password('platform'), tail: password('tail') },
    run,
    pool,
    async [Symbol.asyncDispose]() {
      for (const opened of pools.values()) await opened.end();
      await asAdmin(server, async (admin) => {
        await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
        for (const role of DATABASE_ROLES) await admin.query(`DROP ROLE ${roleName(database, role)}`);
      });
    },
  };
}

import pg from 'pg';
import { DATABASE_ROLES, databasePassword, type DatabaseRole } from '@tessera/keyring';
import { OperatorError } from '../operator-error.ts';
import { scramVerifier } from './scram.ts';

const { escapeIdentifier, escapeLiteral } = pg;

/** Raise it when roles, grants or notes change, so that existing databases are brought up to it at their next start. */
export const ROLES_VERSION = 2;

interface RoleLimits {
  readonly connections: number;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * What bounds each role. A transaction that idles holds back the event log for every reader (pg_snapshot_xmin), so
 * nobody may idle long. The limits on connections leave room for several replicas of a service.
 */
const LIMITS: Record<DatabaseRole, RoleLimits> = {
  owner: { connections: 8, settings: { idle_in_transaction_session_timeout: '5min' } },
  app: { connections: 64, settings: { statement_timeout: '15s', idle_in_transaction_session_timeout: '15s' } },
  platform: { connections: 32, settings: { statement_timeout: '60s', idle_in_transaction_session_timeout: '30s' } },
  tail: { connections: 16, settings: { statement_timeout: '60s', idle_in_transaction_session_timeout: '15s' } },
};

export const roleName = (database: string, role: DatabaseRole) => `${database}_${role}`;

/**
 * Makes or refreshes one service's database with its four roles. Runs again without harm; two at once wait for each
 * other.
 */
export async function ensureDatabase(
  client: pg.Client,
  target: { readonly service: string; readonly database: string; readonly root: Uint8Array },
): Promise<void> {
  await client.query("SELECT pg_advisory_lock(hashtext('tessera'), hashtext($1))", [target.database]);
  const existing =
    await namesOf(client, 'SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)', target.database);
  for (const role of DATABASE_ROLES) {
    const name = roleName(target.database, role);
    await client.query(roleSql(name, role, existing.has(name), databasePassword(target.root, target.service, role)));
  }
  await requirePowerless(client, target.database);
  const owner = escapeIdentifier(roleName(target.database, 'owner'));
  const database = escapeIdentifier(target.database);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [target.database]);
  if (rowCount === 0) {
    await joinUnlessSuperuser(client, owner);
    await client.query(`CREATE DATABASE ${database} OWNER ${owner} ENCODING 'UTF8' TEMPLATE template0`);
  }
  const users = (['app', 'platform', 'tail'] as const).map((role) => escapeIdentifier(roleName(target.database, role)));
  await client.query(
    `REVOKE ALL ON DATABASE ${database} FROM PUBLIC; GRANT CONNECT ON DATABASE ${database} TO ${users.join(', ')}`,
  );
}

/** Only a member of the owner's role may give a database to it; a superuser is one of every role. */
async function joinUnlessSuperuser(client: pg.Client, owner: string): Promise<void> {
  const { rows } =
    await client.query<{ super: boolean }>('SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user');
  if (!rows[0]?.super) await client.query(`GRANT ${owner} TO CURRENT_USER`);
}

function roleSql(name: string, role: DatabaseRole, exists: boolean, password: string): string {
  const quoted = escapeIdentifier(name);
  const { connections, settings } = LIMITS[role];
  const made = exists ? '' : `CREATE ROLE ${quoted} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; `;
  const login =
    `ALTER ROLE ${quoted} LOGIN PASSWORD ${escapeLiteral(scramVerifier(password))} CONNECTION LIMIT ${connections}`;
  const bounds =
    Object.entries(settings).map(([key, value]) => `; ALTER ROLE ${quoted} SET ${key} = ${escapeLiteral(value)}`);
  return `${made}${login}${bounds.join('')}`;
}

/** Row-level security means nothing to a role that may bypass it, and only a superuser could take that right back. */
async function requirePowerless(client: pg.Client, database: string): Promise<void> {
  const sql =
    'SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1) AND (rolsuper OR rolbypassrls OR rolcreaterole)';
  const [mighty] = await namesOf(client, sql, database);
  if (mighty) {
    throw new OperatorError(
      `The role ${mighty} may bypass row-level security: ` +
        `run \`ALTER ROLE "${mighty}" NOSUPERUSER NOBYPASSRLS NOCREATEROLE\`.`,
    );
  }
}

async function namesOf(client: pg.Client, sql: string, database: string): Promise<Set<string>> {
  const names = DATABASE_ROLES.map((role) => roleName(database, role));
  const { rows } = await client.query<{ name: string }>(sql, [names]);
  return new Set(rows.map((row) => row.name));
}

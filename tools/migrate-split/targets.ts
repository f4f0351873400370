import pg from 'pg';
import { codeOf, OperatorError, ownerConfig, type DatabaseServer } from '@tessera/platform';
import { databaseName } from '../start/services.ts';

/** The two databases that rows are moved to, each as its owner, past what requests may do. */
export interface Targets {
  readonly auth: pg.Client;
  readonly tenants: pg.Client;
}

/** Codes of PostgreSQL's. */
const LOCK_NOT_AVAILABLE = '55P03';
/** What it answers where there is no such database, role or password. */
const NOT_MADE = ['3D000', '28000', '28P01'];

/** @throws OperatorError when a database has not been made, or another move is under way */
export async function withTargets(
  server: DatabaseServer,
  root: Uint8Array,
  prefix: string,
  work: (targets: Targets) => Promise<void>,
): Promise<void> {
  const open = (service: string) =>
    new pg.Client({ ...ownerConfig(server, root, { service, database: databaseName(service, prefix) }), options: '-c timezone=UTC' });
  const targets = { auth: open('auth'), tenants: open('tenants') };
  const clients = Object.values(targets);
  try {
    for (const client of clients) {
      // Without a listener a connection that breaks while idle would end the process.
      client.on('error', () => undefined);
      await client.connect();
    }
    for (const client of clients) await claim(client);
    await work(targets);
  } catch (error) {
    if (!NOT_MADE.includes(codeOf(error) ?? '')) throw error;
    throw new OperatorError('The databases of auth and tenants have not been made: run `npm run migrate` first.', { cause: error });
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
}

/** How long the server may take to notice that a move before this one was killed, and to end its transaction. */
const PATIENCE = '15s';

/** For as long as the connection lives: a second move at the same time would write rows twice. */
async function claim(client: pg.Client): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL lock_timeout = '${PATIENCE}'`);
    await client.query("SELECT pg_advisory_lock(hashtext('tessera'), hashtext('migrate-split'))");
    await client.query('COMMIT');
  } catch (error) {
    if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new OperatorError('Another migrate:split runs on these databases: wait for its end.', { cause: error });
  }
}

/**
 * Where a move keeps what it has done, in the database where it did it, so that both are written in one transaction. A
 * fingerprint is that of the rows as they were written, to tell later whether they have been changed.
 */
const PROGRESS = `
  CREATE SCHEMA IF NOT EXISTS split;
  CREATE TABLE IF NOT EXISTS split.progress (
    run_id uuid, old_table text, rows_read integer NOT NULL, PRIMARY KEY (run_id, old_table)
  );`;

const AUTH_SQL = `${PROGRESS}
  CREATE TABLE IF NOT EXISTS split.runs (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    backup text NOT NULL,
    roles jsonb NOT NULL,
    skip_faulty boolean NOT NULL,
    phase text NOT NULL CHECK (phase IN ('MOVING', 'DONE', 'ROLLING_BACK')),
    started_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
  );
  CREATE TABLE IF NOT EXISTS split.users (
    run_id uuid, old_id text, new_id uuid NOT NULL UNIQUE, fingerprint text NOT NULL, PRIMARY KEY (run_id, old_id)
  );`;

const TENANTS_SQL = `${PROGRESS}
  CREATE TABLE IF NOT EXISTS split.companies (
    run_id uuid, old_id text, tenant_id uuid NOT NULL UNIQUE, client_id uuid NOT NULL, fingerprint text NOT NULL,
    PRIMARY KEY (run_id, old_id)
  );
  CREATE TABLE IF NOT EXISTS split.memberships (
    run_id uuid, old_user_id text, old_company_id text, tenant_id uuid NOT NULL, membership_id uuid NOT NULL,
    fingerprint text NOT NULL, PRIMARY KEY (run_id, old_user_id, old_company_id)
  );
  CREATE INDEX IF NOT EXISTS memberships_tenant_id_idx ON split.memberships (tenant_id);`;

/** Makes the tables that a move keeps itself in. What npm run migrate makes is another's, and stays as it is. */
export async function makeSplitSchema({ auth, tenants }: Targets): Promise<void> {
  await auth.query(AUTH_SQL);
  await tenants.query(TENANTS_SQL);
}

/** Whether a move has ever kept itself in this database. */
export async function hasSplitSchema(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>("SELECT to_regclass('split.progress') IS NOT NULL AS found");
  return rows[0]?.found ?? false;
}

/** SQL for the fingerprint of a user (`u`) with its credential (`c`). */
export const USER_FINGERPRINT = "md5(concat_ws('|', u::text, c.password_hash))";
/** SQL for the fingerprint of a tenant (`t`) with its client (`cl`) and company (`co`). */
export const TENANT_FINGERPRINT = "md5(concat_ws('|', t::text, cl::text, co::text))";
/** SQL for the fingerprint of a membership (`m`) with its profile (`p`). */
export const MEMBERSHIP_FINGERPRINT = "md5(concat_ws('|', m::text, p::text))";

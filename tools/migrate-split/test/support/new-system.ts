import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { EventContract } from '@tessera/events';
import { adminConfig, prepareDatabase, serverFromUrl } from '@tessera/platform';
import { cleanEnvironment, dropDatabases, REPOSITORY, startProcess, testServerUrl, type TestProcess } from '@tessera/testkit';
import authEvents from '../../../../subgraphs/auth/contract/events.ts';
import tenantsEvents from '../../../../subgraphs/tenants/contract/events.ts';
import { databaseName, serviceSchema } from '../../../start/services.ts';

type Service = 'auth' | 'tenants';

/** Auth's and tenants' databases, as `npm run migrate` makes them, and the program that moves rows to them. */
export interface NewSystem extends AsyncDisposable {
  readonly dataDir: string;
  sql<Row extends object = Record<string, unknown>>(service: Service, text: string, values?: unknown[]): Promise<Row[]>;
  /** Starts tools/migrate-split.ts with these arguments. */
  start(...args: string[]): TestProcess;
  /** Runs it to its end. */
  run(...args: string[]): Promise<{ code: number | string; output: string }>;
  /** Everything in both databases but the event logs, table by table. */
  snapshot(): Promise<Record<string, string>>;
  /** What was moved, in terms of the old system: without ids, which are new each time. */
  content(): Promise<string>;
}

const CONTRACTS: Record<Service, EventContract> = { auth: authEvents, tenants: tenantsEvents };

export async function createNewSystem(): Promise<NewSystem> {
  const prefix = `split_${randomBytes(4).toString('hex')}`;
  const root = randomBytes(32);
  const server = serverFromUrl(testServerUrl());
  const dataDir = await mkdtemp(join(tmpdir(), 'tessera-split-'));
  const pools = {} as Record<Service, pg.Pool>;
  for (const service of ['auth', 'tenants'] as const) {
    await prepareDatabase(server, root, serviceSchema(service, CONTRACTS[service], prefix));
    pools[service] = new pg.Pool({ ...adminConfig(server, databaseName(service, prefix)), max: 2 });
    pools[service].on('error', () => undefined);
  }
  const env = {
    ...cleanEnvironment(),
    TESSERA_DATABASE_URL: testServerUrl(),
    TESSERA_DATABASE_PREFIX: prefix,
    TESSERA_ROOT_KEY: root.toString('base64'),
    TESSERA_DATA_DIR: dataDir,
  };
  const sql: NewSystem['sql'] = async (service, text, values = []) => (await pools[service].query(text, values)).rows;
  const start = (...args: string[]) => startProcess(['tools/migrate-split.ts', ...args], env, REPOSITORY);
  return {
    dataDir,
    sql,
    start,
    async run(...args) {
      const program = start(...args);
      return { code: await program.ended, output: program.output() };
    },
    snapshot: () => snapshotOf(sql),
    content: () => contentOf(sql),
    async [Symbol.asyncDispose]() {
      for (const pool of Object.values(pools)) await pool.end();
      await dropDatabases(prefix);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function snapshotOf(sql: NewSystem['sql']): Promise<Record<string, string>> {
  const tables: Record<string, string> = {};
  for (const service of ['auth', 'tenants'] as const) {
    const found = await sql<{ name: string }>(
      service,
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'tessera') ORDER BY 1`,
    );
    for (const { name } of found) {
      const [row] = await sql<{ rows: string }>(service, `SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY t::text)) AS rows FROM ${name} t`);
      tables[`${service} ${name}`] = row?.rows ?? 'empty';
    }
  }
  return tables;
}

async function contentOf(sql: NewSystem['sql']): Promise<string> {
  const users = await sql<{ id: string; email: string }>(
    'auth',
    `SELECT u.id, u.email, u.status, u.created_at, u.updated_at, c.password_hash
     FROM users u LEFT JOIN credentials c ON c.user_id = u.id ORDER BY email`,
  );
  const emails = new Map(users.map(({ id, email }) => [id, email]));
  const tenants = await sql(
    'tenants',
    `SELECT t.slug, t.name, t.status, t.created_at, cl.name AS client, cl.contact_email, co.contact_phone, co.country, co.website,
       (SELECT array_agg(service ORDER BY service) FROM tenant_services s WHERE s.tenant_id = t.id) AS services,
       (SELECT count(*) FROM provisioning_runs r WHERE r.tenant_id = t.id) AS runs
     FROM tenants t JOIN clients cl ON cl.id = t.client_id JOIN companies co ON co.tenant_id = t.id ORDER BY slug`,
  );
  const members = await sql<{ user_id: string }>(
    'tenants',
    `SELECT t.slug, m.user_id, m.role, m.created_at, p.display_name, p.phone FROM memberships m
     JOIN tenants t ON t.id = m.tenant_id JOIN user_profiles p ON p.tenant_id = m.tenant_id AND p.user_id = m.user_id`,
  );
  const lines = [
    ...users.map((user) => JSON.stringify({ ...user, id: null })),
    ...tenants.map((tenant) => JSON.stringify(tenant)),
    ...members.map(({ user_id, ...member }) => JSON.stringify({ ...member, email: emails.get(user_id) })).toSorted(),
  ];
  return `${lines.length} rows ${createHash('sha256').update(lines.join('\n')).digest('hex')}`;
}

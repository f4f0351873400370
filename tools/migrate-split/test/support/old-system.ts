import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { testServerUrl } from '@tessera/testkit';

type Row = Record<string, string | number | boolean | null>;

export interface OldRows {
  readonly users: Row[];
  readonly companies: Row[];
  readonly user_companies: Row[];
}

/** Made by bcrypt at its lowest cost, for speed; `$2a$` and `$2y$` differ from `$2b$` in their names only. */
export const OLD_PASSWORDS = [
  { password: 'Summer2019', hash: '$2b$04$Yk7T4hExgUx2zwPZkVnKdOIbUzZfatO0QHd9siiK5Irx6yzsYwH1K' },
  { password: 'correct horse', hash: '$2a$04$jBJq4210vSWpPcZhnGEdNOXeXif2SNXb4Y05velzQe8YYArCpDsey' },
  { password: 'Grüezi mitenand', hash: '$2y$04$nWOtWjwI5eYWHvcCqqCQIuaJONcdER2KTfrtJ3g4z7V1TrP4byJLi' },
] as const;

const ROLES = ['admin', 'member', 'user', 'viewer', 'auditor'];
const DAY_MS = 86_400_000;

const moment = (days: number) => new Date(Date.UTC(2015, 0, 1) + days * DAY_MS + days).toISOString().slice(0, 23).replace('T', ' ');

/**
 * The same rows each time: every company has an owner, a sixth of the users are in none, one company in
 * twenty has the name of another, some users are inactive or without a name, a phone or a password.
 */
export function oldRows(counts: { users: number; companies: number; memberships: number }): OldRows {
  const users = Array.from({ length: counts.users }, (_, index) => ({
    id: index + 1,
    email: index % 7 === 0 ? `User.${index + 1}@Example.COM` : `user.${index + 1}@example.com`,
    password_hash: index % 500 === 499 ? null : OLD_PASSWORDS[index % OLD_PASSWORDS.length]!.hash,
    first_name: index % 11 === 0 ? null : `Zoë ${index + 1}`,
    last_name: index % 13 === 0 ? '' : "O'Neill",
    phone: index % 3 === 0 ? `+41 44 ${String(1_000_000 + index)}` : null,
    role: index === 0 ? 'superadmin' : 'user',
    is_active: index % 40 !== 39,
    created_at: moment(index % 3_000),
    updated_at: moment((index % 3_000) + 30),
    newsletter: index % 2 === 0,
  }));
  const companies = Array.from({ length: counts.companies }, (_, index) => ({
    id: index + 1,
    name: index % 20 === 19 ? 'Müller & Söhne AG' : `Company ${index + 1}`,
    slug: index % 2 === 0 ? `company-no-${index + 1}` : null,
    email: `office@company${index + 1}.example`,
    phone: index % 5 === 0 ? '+49 30 1234567' : null,
    country: ['CH', 'de', null][index % 3] ?? null,
    website: index % 4 === 0 ? `https://company${index + 1}.example` : null,
    created_at: moment(index % 2_000),
    updated_at: null,
  }));
  return { users, companies, user_companies: membershipsOf(counts) };
}

/** Companies take the users in turn; the first of each is its owner. */
function membershipsOf({ users, companies, memberships }: { users: number; companies: number; memberships: number }): Row[] {
  const joiners = users - Math.floor(users / 6);
  return Array.from({ length: memberships }, (_, index) => {
    const round = Math.floor(index / companies);
    const company = index % companies;
    return {
      user_id: 1 + ((company + round * (companies + 1)) % joiners),
      company_id: company + 1,
      role: round === 0 ? (company % 2 ? 'Owner' : 'owner') : ROLES[index % ROLES.length]!,
      created_at: moment(index % 1_500),
    };
  });
}

/** A single database as old systems have it. */
export interface OldDatabase extends AsyncDisposable {
  readonly url: string;
  run(sql: string): Promise<Row[]>;
}

const TABLES = {
  users: {
    id: 'integer PRIMARY KEY', email: 'varchar(255) NOT NULL', password_hash: 'varchar(100)', first_name: 'varchar(100)',
    last_name: 'varchar(100)', phone: 'varchar(50)', role: 'varchar(20)', is_active: 'boolean',
    created_at: 'timestamp(3)', updated_at: 'timestamp(3)', newsletter: 'boolean',
  },
  companies: {
    id: 'integer PRIMARY KEY', name: 'varchar(300) NOT NULL', slug: 'varchar(100)', email: 'varchar(255)', phone: 'varchar(50)',
    country: 'varchar(2)', website: 'varchar(300)', created_at: 'timestamp(3)', updated_at: 'timestamp(3)',
  },
  user_companies: { user_id: 'integer', company_id: 'integer', role: 'varchar(20)', created_at: 'timestamp(3)' },
} as const;

const ROWS_AT_ONCE = 1_000;

/** `INSERT` statements with the rows written out: both kinds of server read them alike. */
function statementsFor(rows: OldRows, retype: (type: string) => string): string[] {
  const write = (value: Row[string] | undefined) =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value ?? null);
  return Object.entries(TABLES).flatMap(([table, columns]) => {
    const typed = Object.entries(columns).map(([name, type]) => `${name} ${retype(type)}`);
    const all = rows[table as keyof OldRows].map((row) => `(${Object.keys(columns).map((name) => write(row[name])).join(', ')})`);
    const inserts = Array.from({ length: Math.ceil(all.length / ROWS_AT_ONCE) }, (_, part) =>
      `INSERT INTO ${table} VALUES ${all.slice(part * ROWS_AT_ONCE, (part + 1) * ROWS_AT_ONCE).join(', ')}`);
    return [`CREATE TABLE ${table} (${typed.join(', ')})`, ...inserts];
  });
}

export async function createOldPostgres(rows: OldRows): Promise<OldDatabase> {
  const name = `old_system_${randomBytes(4).toString('hex')}`;
  const server = async (sql: string) => {
    const admin = new pg.Client(testServerUrl());
    await admin.connect();
    try {
      await admin.query(sql);
    } finally {
      await admin.end();
    }
  };
  await server(`CREATE DATABASE ${name}`);
  const url = new URL(testServerUrl());
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 1 });
  pool.on('error', () => undefined);
  const run = async (sql: string) => (await pool.query<Row>(sql)).rows;
  for (const statement of statementsFor(rows, (type) => type)) await run(statement);
  return {
    url: url.href,
    run,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await server(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** As such systems are often made: times without a zone, and bits for what is true or not. */
function typeOfMysql(type: string): string {
  return type.replace('timestamp(3)', 'datetime(3)').replace('boolean', 'bit(1)');
}

/** @param server of MySQL or MariaDB, with a user who may create databases */
export async function createOldMysql(server: string, rows: OldRows): Promise<OldDatabase> {
  const name = `old_system_${randomBytes(4).toString('hex')}`;
  const url = new URL(server);
  url.pathname = '/';
  const connection = await mysql.createConnection({ uri: url.href, charset: 'utf8mb4' });
  const run = async (sql: string) => (await connection.query(sql))[0] as Row[];
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  await run(`USE ${name}`);
  for (const statement of statementsFor(rows, typeOfMysql)) await run(statement);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    run,
    async [Symbol.asyncDispose]() {
      await run(`DROP DATABASE ${name}`);
      await connection.end();
    },
  };
}

import type pg from 'pg';
import { OperatorError } from '@tessera/platform';
import { RowSum, sameChecksum, type Checksum } from './checksum.ts';
import { inTransaction, readByCursor } from './cursor.ts';
import type { Move } from './move-table.ts';
import { beganAt, toCompany, toUser } from './new-rows.ts';
import { oldIdOf, type OldRow, type OldTable } from './old-schema.ts';
import { roleOf } from './roles.ts';

type Values = readonly (string | null)[];

/** One comparison: what the backup's rows should have come to, and what the new database has. */
interface Comparison {
  readonly what: string;
  readonly from: OldTable;
  readonly database: pg.Client;
  /** The new rows, with the run's id as $1. */
  readonly sql: string;
  /** An old row as the new database should show it; null when nothing comes of it there. */
  expect(row: OldRow): Values | null;
}

const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const USERS_SQL = `
  SELECT m.old_id, u.email, u.status, ${iso('u.created_at')} AS created, ${iso('u.updated_at')} AS updated
  FROM split.users m JOIN users u ON u.id = m.new_id WHERE m.run_id = $1`;
const CREDENTIALS_SQL = `
  SELECT m.old_id, c.password_hash FROM split.users m JOIN credentials c ON c.user_id = m.new_id WHERE m.run_id = $1`;
const COMPANIES_SQL = `
  SELECT m.old_id, t.name, cl.name AS client, co.name AS company, cl.contact_email AS client_email, co.contact_email,
    co.contact_phone, co.country, co.website, ${iso('t.created_at')} AS created, ${iso('co.updated_at')} AS updated
  FROM split.companies m JOIN tenants t ON t.id = m.tenant_id JOIN clients cl ON cl.id = t.client_id
  JOIN companies co ON co.tenant_id = t.id WHERE m.run_id = $1`;
const MEMBERSHIPS_SQL = `
  SELECT s.old_user_id, c.old_id, m.user_id, m.role, p.display_name, p.phone, ${iso('m.created_at')} AS created
  FROM split.memberships s JOIN memberships m ON m.tenant_id = s.tenant_id AND m.id = s.membership_id
  JOIN split.companies c ON c.tenant_id = m.tenant_id
  JOIN user_profiles p ON p.tenant_id = m.tenant_id AND p.user_id = m.user_id WHERE s.run_id = $1`;

/**
 * Compares counts and checksums of every table on both sides. A membership is expected with its user's id in auth, so
 * that the link between the two databases is proved too.
 * @returns how many rows were compared
 * @throws OperatorError that names every table that differs
 */
export async function verify(move: Move): Promise<number> {
  const differences: string[] = [];
  let compared = 0;
  for (const comparison of await comparisons(move)) {
    const [expected, found] = [await sumExpected(move, comparison), await sumFound(move, comparison)];
    compared += found.rows;
    if (!sameChecksum(expected, found)) differences.push(`${comparison.what} (${expected.rows} rows expected, ${found.rows} found)`);
  }
  if (differences.length === 0) return compared;
  throw new OperatorError(
    `The new databases differ from the old one in ${differences.join(', ')}: take the move back with --rollback, and run it again.`,
  );
}

async function comparisons({ run, targets: { auth, tenants }, backup, survey }: Move): Promise<Comparison[]> {
  const { madeAt } = backup.manifest;
  const { rows } = await auth.query<{ old_id: string; new_id: string }>('SELECT old_id, new_id FROM split.users WHERE run_id = $1', [run.id]);
  const newIds = new Map(rows.map((row) => [row.old_id, row.new_id]));
  return [
    {
      what: 'users', from: 'users', database: auth, sql: USERS_SQL,
      expect(row) {
        const { email, status, createdAt, updatedAt } = toUser(row, madeAt);
        return [oldIdOf('users', row), email, status, createdAt, updatedAt];
      },
    },
    {
      what: 'credentials', from: 'users', database: auth, sql: CREDENTIALS_SQL,
      expect(row) {
        const { passwordHash } = toUser(row, madeAt);
        return passwordHash ? [oldIdOf('users', row), passwordHash] : null;
      },
    },
    {
      what: 'clients, tenants and companies', from: 'companies', database: tenants, sql: COMPANIES_SQL,
      expect(row) {
        const { name, contactEmail, contactPhone, country, website, createdAt, updatedAt } = toCompany(row, madeAt);
        const id = oldIdOf('companies', row);
        return [id, name, name, name, contactEmail, contactEmail, contactPhone, country, website, createdAt, updatedAt];
      },
    },
    {
      what: 'memberships and profiles', from: 'user_companies', database: tenants, sql: MEMBERSHIPS_SQL,
      expect(row) {
        const [user, company] = [row['user_id'] ?? '', row['company_id'] ?? ''];
        const { displayName = null, phone = null } = survey.people.get(user) ?? {};
        const role = roleOf(run.roles, row['role']);
        return [user, company, newIds.get(user) ?? null, role, displayName, phone, beganAt(row, madeAt)];
      },
    },
  ];
}

async function sumExpected({ backup, survey }: Move, { from, expect }: Comparison): Promise<Checksum> {
  const sum = new RowSum();
  let at = 0;
  for await (const batch of backup.read(from)) {
    for (const row of batch) {
      const values = survey.leftBehind[from].has(at) ? null : expect(row);
      if (values) sum.add(values);
      at += 1;
    }
  }
  return sum.result();
}

function sumFound({ run }: Move, { database, sql }: Comparison): Promise<Checksum> {
  const sum = new RowSum();
  const read = async () => {
    for await (const batch of readByCursor(database, sql, [run.id])) for (const row of batch) sum.add(Object.values(row));
    return sum.result();
  };
  return inTransaction(database, read, 'READ ONLY');
}

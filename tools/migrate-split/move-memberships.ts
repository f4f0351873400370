import type pg from 'pg';
import { v7 } from 'uuid';
import type { WriteBatch } from './move-table.ts';
import { beganAt } from './new-rows.ts';
import type { OldRow } from './old-schema.ts';
import { roleOf } from './roles.ts';
import { MEMBERSHIP_FINGERPRINT } from './targets.ts';

const ROWS = `jsonb_to_recordset($1) AS r (
  old_user_id text, old_company_id text, tenant_id uuid, membership_id uuid, profile_id uuid, user_id uuid, role text,
  display_name text, phone text, created_at timestamptz)`;

/** Memberships, each with the profile that its user has in that tenant. */
export const writeMemberships: WriteBatch = async ({ run, targets, backup, survey }, rows) => {
  const users = await newIds(targets.auth, 'SELECT old_id, new_id FROM split.users', run.id, rows, 'user_id');
  const companies = await newIds(
    targets.tenants, 'SELECT old_id, tenant_id AS new_id FROM split.companies', run.id, rows, 'company_id',
  );
  const made = rows.map((row) => {
    const [user, company] = [row['user_id'] ?? '', row['company_id'] ?? ''];
    const person = survey.people.get(user);
    return {
      old_user_id: user, old_company_id: company, tenant_id: companies.get(company), user_id: users.get(user),
      membership_id: v7(), profile_id: v7(), role: roleOf(run.roles, row['role']),
      display_name: person?.displayName ?? null, phone: person?.phone ?? null,
      created_at: beganAt(row, backup.manifest.madeAt),
    };
  });
  const json = JSON.stringify(made);
  await targets.tenants.query(
    `INSERT INTO memberships (tenant_id, id, user_id, role, created_at, updated_at)
     SELECT tenant_id, membership_id, user_id, role::membership_role, created_at, created_at FROM ${ROWS}`,
    [json],
  );
  await targets.tenants.query(
    `INSERT INTO user_profiles (tenant_id, id, user_id, display_name, phone, created_at, updated_at)
     SELECT tenant_id, profile_id, user_id, display_name, phone, created_at, created_at FROM ${ROWS}`,
    [json],
  );
  await targets.tenants.query(
    `INSERT INTO split.memberships (run_id, old_user_id, old_company_id, tenant_id, membership_id, fingerprint)
     SELECT $2, r.old_user_id, r.old_company_id, m.tenant_id, m.id, ${MEMBERSHIP_FINGERPRINT}
     FROM ${ROWS} JOIN memberships m ON m.tenant_id = r.tenant_id AND m.id = r.membership_id
     JOIN user_profiles p ON p.tenant_id = m.tenant_id AND p.user_id = m.user_id`,
    [json, run.id],
  );
};

async function newIds(
  database: pg.Client,
  select: string,
  runId: string,
  rows: readonly OldRow[],
  column: string,
): Promise<Map<string, string>> {
  const found = await database.query<{ old_id: string; new_id: string }>(
    `${select} WHERE run_id = $1 AND old_id = ANY($2)`,
    [runId, rows.map((row) => row[column])],
  );
  return new Map(found.rows.map((row) => [row.old_id, row.new_id]));
}

import type { Run } from './runs.ts';
import { MEMBERSHIP_FINGERPRINT, TENANT_FINGERPRINT, USER_FINGERPRINT, type Targets } from './targets.ts';

// Whoever has a session or a platform role was here since; their password may have been renewed, too.
const USERS_SQL = `
  SELECT 'user ' || m.old_id AS what FROM split.users m JOIN users u ON u.id = m.new_id
  LEFT JOIN credentials c ON c.user_id = u.id
  WHERE m.run_id = $1 AND (m.fingerprint <> ${USER_FINGERPRINT}
    OR EXISTS (SELECT FROM sessions WHERE sessions.user_id = u.id)
    OR EXISTS (SELECT FROM platform_admins a WHERE a.user_id = u.id))`;
const TENANTS_SQL = `
  SELECT 'company ' || m.old_id AS what FROM split.companies m JOIN tenants t ON t.id = m.tenant_id
  JOIN clients cl ON cl.id = m.client_id LEFT JOIN companies co ON co.tenant_id = t.id
  WHERE m.run_id = $1 AND (m.fingerprint <> ${TENANT_FINGERPRINT}
    OR EXISTS (SELECT FROM memberships x WHERE x.tenant_id = t.id
      AND NOT EXISTS (SELECT FROM split.memberships s WHERE s.tenant_id = x.tenant_id AND s.membership_id = x.id))
    OR EXISTS (SELECT FROM tenants other WHERE other.client_id = m.client_id AND other.id <> t.id))`;
const MEMBERSHIPS_SQL = `
  SELECT 'user ' || s.old_user_id || ' in company ' || s.old_company_id AS what FROM split.memberships s
  JOIN split.companies k ON k.tenant_id = s.tenant_id
  LEFT JOIN memberships m ON m.tenant_id = s.tenant_id AND m.id = s.membership_id
  LEFT JOIN user_profiles p ON p.tenant_id = m.tenant_id AND p.user_id = m.user_id
  WHERE s.run_id = $1 AND s.fingerprint <> ${MEMBERSHIP_FINGERPRINT}`;

/** What the run wrote and somebody has changed, removed or built upon since, each by its old id. */
export async function findChanged({ auth, tenants }: Targets, run: Run): Promise<readonly string[]> {
  const users = await auth.query<{ what: string }>(USERS_SQL, [run.id]);
  const companies = await tenants.query<{ what: string }>(TENANTS_SQL, [run.id]);
  const memberships = await tenants.query<{ what: string }>(MEMBERSHIPS_SQL, [run.id]);
  const elsewhere = await findElsewhere({ auth, tenants }, run);
  return [
    ...[...users.rows, ...companies.rows, ...memberships.rows].map((row) => row.what),
    ...elsewhere.map((id) => `user ${id} (by its new id), who is in other tenants too`),
  ];
}

/** Users of the run, by their new ids, who have joined tenants that the run did not make. */
export async function findElsewhere({ auth, tenants }: Targets, run: Run): Promise<readonly string[]> {
  const { rows } = await auth.query<{ ids: string[] | null }>(
    'SELECT array_agg(new_id::text) AS ids FROM split.users WHERE run_id = $1', [run.id]);
  const found = await tenants.query<{ id: string }>(
    `SELECT DISTINCT user_id::text AS id FROM memberships m WHERE user_id = ANY($1::uuid[])
     AND NOT EXISTS (SELECT FROM split.companies k WHERE k.tenant_id = m.tenant_id AND k.run_id = $2)`,
    [rows[0]?.ids ?? [], run.id],
  );
  return found.rows.map((row) => row.id);
}

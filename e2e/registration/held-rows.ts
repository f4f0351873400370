import type { Database } from './breakpoint.ts';
import type { Invited } from './invitations.ts';
import type { RegistrationVariables } from './requests.ts';

/** The two databases that a registration goes through. */
export interface Databases {
  readonly auth: Database;
  readonly tenants: Database;
}

/** What both databases hold of one e-mail and slug. */
export async function rowsOfRegistered({ auth, tenants }: Databases, { input: { email, slug } }: RegistrationVariables) {
  const users = await usersOf(auth, email);
  const [business] = await tenants.sql(
    `SELECT (SELECT count(*)::int FROM tenants WHERE slug = $1 AND status = 'ACTIVE') AS tenants,
            (SELECT count(*)::int FROM companies WHERE contact_email = $2) AS companies,
            (SELECT count(*)::int FROM clients WHERE contact_email = $2) AS clients,
            (SELECT count(*)::int FROM memberships WHERE user_id = ANY ($3) AND role = 'OWNER') AS owners,
            (SELECT count(*)::int FROM user_profiles WHERE user_id = ANY ($3)) AS profiles`,
    [slug, email, users.map(({ id }) => id)],
  );
  return { users: users.map(({ status }) => status), ...business };
}

/** What both databases hold of one who was invited, in the tenant that the invitation is for. */
export async function rowsOfInvited({ auth, tenants }: Databases, { id, email }: Invited) {
  const users = await usersOf(auth, email);
  const ofTenant = 'FROM invitations JOIN %s AS joined USING (tenant_id) WHERE invitations.id = $1 AND user_id = ANY ($2)';
  const [joined] = await tenants.sql(
    `SELECT (SELECT count(*)::int FROM invitations WHERE id = $1 AND accepted_by = ANY ($2)) AS accepted,
            (SELECT count(*)::int ${ofTenant.replace('%s', 'memberships')}) AS memberships,
            (SELECT count(*)::int ${ofTenant.replace('%s', 'user_profiles')}) AS profiles,
            (SELECT count(*)::int FROM invitations WHERE id = $1 AND accepted_at IS NULL) AS open`,
    [id, users.map((user) => user.id)],
  );
  return { users: users.map(({ status }) => status), ...joined };
}

/** Those who have the e-mail and a credential. */
function usersOf(auth: Database, email: string) {
  return auth.sql<{ id: string; status: string }>(
    'SELECT id, status FROM users JOIN credentials ON user_id = id WHERE email = $1',
    [email],
  );
}

/** Whose registration is complete, and in which tenant, as each database knows it. */
export async function completedRegistrations({ auth, tenants }: Databases) {
  return {
    inAuth: await auth.sql(
      `SELECT registrations.id, user_id, tenant_id FROM registrations JOIN users ON users.id = user_id
       WHERE state = 'ACTIVE' AND status = 'ACTIVE' ORDER BY 1`,
    ),
    inTenants: await tenants.sql(
      `SELECT registrations.id, user_id, tenant_id FROM registrations JOIN memberships USING (tenant_id)
       WHERE cancelled_at IS NULL AND role = 'OWNER'
       UNION ALL
       SELECT registrations.id, user_id, memberships.tenant_id FROM registrations
       JOIN invitations ON invitations.id = invitation_id
       JOIN memberships ON user_id = accepted_by AND memberships.tenant_id = invitations.tenant_id
       WHERE cancelled_at IS NULL ORDER BY 1`,
    ),
  };
}

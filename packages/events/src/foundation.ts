import { ANNOUNCE_SQL } from './foundation/announce.ts';
import { EVENT_LOG_SQL } from './foundation/event-log.ts';
import { LIMITS_SQL } from './foundation/limits.ts';
import { OWNERSHIP_SQL } from './foundation/ownership.ts';
import { POLICIES_SQL } from './foundation/policies.ts';
import { RECORD_GRANTS_SQL } from './foundation/record-grants.ts';
import { SESSION_SQL } from './foundation/session.ts';

/** Whoever is not named here may not even see the schema; PostgreSQL lets everybody execute a new function. */
const PRIVILEGES_SQL = `
REVOKE ALL ON SCHEMA tessera FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA tessera FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tessera FROM PUBLIC;
DO $$
DECLARE
  app constant name := tessera.role_name('app');
  platform constant name := tessera.role_name('platform');
  tail constant name := tessera.role_name('tail');
  asked text;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA tessera TO %I, %I, %I', app, platform, tail);
  FOREACH asked IN ARRAY ARRAY['tenant_id', 'user_id', 'row_scope', 'request_id', 'act_reason'] LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION tessera.%I() TO %I, %I', asked, app, platform);
  END LOOP;
  EXECUTE format('GRANT EXECUTE ON FUNCTION tessera.hold_limit(text), tessera.used_of(text) TO %I, %I', app, platform);
  EXECUTE format('GRANT SELECT ON tessera.event_log, tessera.epoch TO %I', tail);
END $$;
`;

/**
 * SQL that lays the schema `tessera` in one database, or brings it up to date: the session's settings, row-level
 * security by one call a table, row scopes and grants, the event log, what plans limit. Idempotent. Run it as the owner
 * role, before the migrations; PostgreSQL 15 or newer.
 *
 * @param rolePrefix the roles are `<rolePrefix>_app`, `_platform` and `_tail` and must exist; by custom it is the
 *   database's name, and for a database cloned from a template the template's
 * @throws when the prefix is not a lower-case identifier
 */
export function FOUNDATION_SQL(rolePrefix: string): string {
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(rolePrefix)) {
    throw new Error(
      `"${rolePrefix}" cannot prefix a role: use lower-case letters, digits and underscores, at most 51.`,
    );
  }
  const parts = [POLICIES_SQL, OWNERSHIP_SQL, RECORD_GRANTS_SQL, EVENT_LOG_SQL, ANNOUNCE_SQL, LIMITS_SQL, PRIVILEGES_SQL];
  return `BEGIN;\nSET LOCAL client_min_messages = warning;\n${SESSION_SQL(rolePrefix)}${parts.join('\n')}COMMIT;\n`;
}

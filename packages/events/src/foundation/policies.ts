/** Row-level security for a table, by one call from its migration. Run as the owner; every call may be repeated. */
export const POLICIES_SQL = `
CREATE OR REPLACE FUNCTION tessera.put_policy(
  target regclass, policy name, kind text, verb text, grantee name, condition text
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp SET client_min_messages = warning AS $$
BEGIN
  EXECUTE format('DROP POLICY IF EXISTS %I ON %s', policy, target);
  EXECUTE format('CREATE POLICY %I ON %s AS %s FOR %s TO %I', policy, target, kind, verb, grantee)
    || CASE WHEN verb = 'INSERT' THEN '' ELSE format(' USING (%s)', condition) END
    || CASE WHEN verb IN ('SELECT', 'DELETE') THEN '' ELSE format(' WITH CHECK (%s)', condition) END;
END $$;

-- What every table has. The owner is under FORCE too: without a policy of its own, a migration's backfill would update
-- 0 rows in silence.
CREATE OR REPLACE FUNCTION tessera.secure_table(target regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  owner name;
BEGIN
  SELECT pg_get_userbyid(relowner) INTO owner FROM pg_class WHERE oid = target;
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, %I', target, tessera.role_name('app'));
  PERFORM tessera.put_policy(target, 'tessera_owner', 'PERMISSIVE', 'ALL', owner, 'true');
  PERFORM tessera.grant_platform(target, 'SELECT');
END $$;

CREATE OR REPLACE FUNCTION tessera.grant_platform(target regclass, verbs text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  verb text;
  platform constant name := tessera.role_name('platform');
BEGIN
  FOREACH verb IN ARRAY regexp_split_to_array(upper(btrim(verbs)), '\\s*,\\s*') LOOP
    IF verb NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') THEN
      RAISE EXCEPTION 'grant_platform(%): "%" is none of SELECT, INSERT, UPDATE, DELETE', target, verb;
    END IF;
    PERFORM tessera.put_policy(target, 'tessera_platform_' || lower(verb), 'PERMISSIVE', verb, platform, 'true');
    EXECUTE format('GRANT %s ON %s TO %I', verb, target, platform);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION tessera.tenant_table(target regclass, tenant_column name DEFAULT 'tenant_id') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  verb text;
  app constant name := tessera.role_name('app');
BEGIN
  PERFORM tessera.secure_table(target);
  FOREACH verb IN ARRAY ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] LOOP
    -- Wrapped in SELECT, the setting is read once a statement and not once a row, and an index can be searched by it.
    PERFORM tessera.put_policy(target, 'tessera_tenant_' || lower(verb), 'PERMISSIVE', verb, app,
      format('%I = (SELECT tessera.tenant_id())', tenant_column));
  END LOOP;
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', target, app);
END $$;

CREATE OR REPLACE FUNCTION tessera.platform_table(target regclass) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, tessera, pg_temp AS $$ SELECT tessera.secure_table(target) $$;
`;

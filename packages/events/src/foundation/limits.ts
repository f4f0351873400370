/** What plans limit: how much of it a tenant has, whoever asks, and a lock under which that is compared. */
export const LIMITS_SQL = `
-- Writes tessera.used_<name>(): how much of it the session's tenant has. It runs as the owner, whose policy admits every
-- row, because what the caller may not see counts too; so the function itself must name the tenant.
CREATE OR REPLACE FUNCTION tessera.limit_table(
  target regclass, name text, amount text DEFAULT 'count(*)', live text DEFAULT 'true'
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  counter constant text := 'used_' || name;
BEGIN
  EXECUTE format($counter$
    CREATE OR REPLACE FUNCTION tessera.%1$I() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, tessera, pg_temp
    AS $body$ SELECT COALESCE(%2$s, 0)::bigint FROM %3$s WHERE tenant_id = (SELECT tessera.tenant_id()) AND (%4$s) $body$ $counter$,
    counter, amount, target, live);
  EXECUTE format('REVOKE ALL ON FUNCTION tessera.%I() FROM PUBLIC', counter);
  EXECUTE format('GRANT EXECUTE ON FUNCTION tessera.%I() TO %I, %I', counter, tessera.role_name('app'),
    tessera.role_name('platform'));
END $$;

-- How much of it the session's tenant has.
CREATE OR REPLACE FUNCTION tessera.used_of(name text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  used bigint;
BEGIN
  EXECUTE format('SELECT tessera.%I()', 'used_' || name) INTO used;
  RETURN used;
END $$;

-- Holds everybody else who would add to it for the same tenant until this transaction ends, and tells how much there is.
CREATE OR REPLACE FUNCTION tessera.hold_limit(name text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, tessera, pg_temp AS $$
BEGIN
  IF tessera.tenant_id() IS NULL THEN RAISE EXCEPTION 'a limit is held for a tenant, and the session names none'; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('limit ' || name || ' ' || tessera.tenant_id(), 0));
  -- A statement of its own: it sees what was committed while the lock was waited for.
  RETURN tessera.used_of(name);
END $$;
`;

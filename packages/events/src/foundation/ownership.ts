/**
 * Row scopes: restrictive policies, so that they narrow what the tenant's own policies admit and can never widen it.
 * What is owned, and what hangs on what, is kept in two small tables, from which the policies are written: a migration
 * may add an owned table or a second parent at any time.
 */
export const OWNERSHIP_SQL = `
CREATE TABLE IF NOT EXISTS tessera.owned_tables (
  target regclass PRIMARY KEY,
  record text NOT NULL UNIQUE,
  owner name NOT NULL
);
CREATE TABLE IF NOT EXISTS tessera.child_tables (
  target regclass,
  parent_column name,
  parent regclass NOT NULL,
  PRIMARY KEY (target, parent_column)
);

-- A migration may drop a table that was declared here; its name may come back as another table.
CREATE OR REPLACE FUNCTION tessera.forget_dropped_tables() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
BEGIN
  DELETE FROM tessera.owned_tables o WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = o.target);
  DELETE FROM tessera.child_tables c WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = c.target)
    OR NOT EXISTS (SELECT FROM pg_class WHERE oid = c.parent);
  DELETE FROM tessera.announced_tables a WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = a.target);
END $$;

-- The rows that the caller owns, or was granted with the access that is needed, seen from the table alias "row_of".
-- granted_records() is a function of the owner's: were record_grants named here, its policies and these would refer to
-- each other, which PostgreSQL refuses as infinite recursion.
CREATE OR REPLACE FUNCTION tessera.owned_condition(row_of text, owner name, record text, access text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, tessera, pg_temp AS $$
  SELECT format('(SELECT tessera.row_scope()) = ''own'' AND %1$s.%2$I = (SELECT tessera.user_id())'
    || ' OR %1$s.id IN (SELECT tessera.granted_records(%3$L, %4$L))', row_of, owner, record, access)
$$;

-- Whether the caller may write a row of target: its own, one that was granted for writing, or one whose every parent it
-- may write. "All" is not repeated here; a table without owner is written by whoever is in the tenant.
CREATE OR REPLACE FUNCTION tessera.write_condition(target regclass, row_of text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  owned tessera.owned_tables;
  condition text;
BEGIN
  SELECT * INTO owned FROM tessera.owned_tables o WHERE o.target = write_condition.target;
  IF FOUND THEN RETURN tessera.owned_condition(row_of, owned.owner, owned.record, 'WRITE'); END IF;
  SELECT string_agg(format('(%1$s.%2$I IS NULL OR EXISTS (SELECT FROM %3$s %4$I WHERE %4$I.tenant_id = %1$s.tenant_id '
      || 'AND %4$I.id = %1$s.%2$I AND (%5$s)))', row_of, parent_column, parent, 'p_' || parent::oid,
      tessera.write_condition(parent, quote_ident('p_' || parent::oid))), ' AND ' ORDER BY parent_column)
    || format(' AND num_nonnulls(%s) > 0',
      string_agg(format('%s.%I', row_of, parent_column), ', ' ORDER BY parent_column))
  INTO condition FROM tessera.child_tables c WHERE c.target = write_condition.target;
  RETURN COALESCE(condition, 'true');
END $$;

-- A child is read when one of its parents is: the parent's own policies decide, through the sub-select.
CREATE OR REPLACE FUNCTION tessera.read_condition(target regclass) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  owned tessera.owned_tables;
  condition text;
BEGIN
  SELECT * INTO owned FROM tessera.owned_tables o WHERE o.target = read_condition.target;
  IF FOUND THEN RETURN tessera.owned_condition(target::text, owned.owner, owned.record, 'READ'); END IF;
  SELECT string_agg(format('EXISTS (SELECT FROM %2$s p WHERE p.tenant_id = %1$s.tenant_id AND p.id = %1$s.%3$I)',
      c.target, c.parent, c.parent_column), ' OR ' ORDER BY c.parent_column)
  INTO condition FROM tessera.child_tables c WHERE c.target = read_condition.target;
  RETURN condition;
END $$;

CREATE OR REPLACE FUNCTION tessera.put_scope_policies(target regclass, to_read text, to_insert text, to_change text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  app constant name := tessera.role_name('app');
  everything constant text := '(SELECT tessera.row_scope()) = ''all'' OR ';
BEGIN
  PERFORM tessera.put_policy(target, 'tessera_scope_select', 'RESTRICTIVE', 'SELECT', app, everything || to_read);
  PERFORM tessera.put_policy(target, 'tessera_scope_insert', 'RESTRICTIVE', 'INSERT', app, everything || to_insert);
  PERFORM tessera.put_policy(target, 'tessera_scope_update', 'RESTRICTIVE', 'UPDATE', app, everything || to_change);
  PERFORM tessera.put_policy(target, 'tessera_scope_delete', 'RESTRICTIVE', 'DELETE', app, everything || to_change);
END $$;

-- Writes the policies of everything that hangs on a table, and of what hangs on that: conditions of parents are part of
-- their children's, so they follow whichever was declared first.
CREATE OR REPLACE FUNCTION tessera.put_child_policies(changed regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  child regclass;
  writable text;
BEGIN
  FOR child IN SELECT DISTINCT c.target FROM tessera.child_tables c WHERE c.parent = changed LOOP
    writable := tessera.write_condition(child, child::text);
    PERFORM tessera.put_scope_policies(child, tessera.read_condition(child), writable, writable);
    PERFORM tessera.put_child_policies(child);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION tessera.owned_table(target regclass, record text, owner name DEFAULT 'owner_id') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
BEGIN
  PERFORM tessera.create_record_grants(), tessera.forget_dropped_tables();
  INSERT INTO tessera.owned_tables VALUES (owned_table.target, owned_table.record, owned_table.owner)
  ON CONFLICT ON CONSTRAINT owned_tables_pkey DO UPDATE SET record = excluded.record, owner = excluded.owner;
  PERFORM tessera.put_scope_policies(owned_table.target, tessera.read_condition(owned_table.target),
    format('(SELECT tessera.row_scope()) = ''own'' AND %I = (SELECT tessera.user_id())', owned_table.owner),
    tessera.write_condition(owned_table.target, owned_table.target::text));
  PERFORM tessera.put_child_policies(owned_table.target), tessera.guard_record_grants();
END $$;

CREATE OR REPLACE FUNCTION tessera.child_table(target regclass, parent_column name, parent regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
BEGIN
  PERFORM tessera.forget_dropped_tables();
  INSERT INTO tessera.child_tables VALUES (child_table.target, child_table.parent_column, child_table.parent)
  ON CONFLICT ON CONSTRAINT child_tables_pkey DO UPDATE SET parent = excluded.parent;
  PERFORM tessera.put_child_policies(child_table.parent);
END $$;

-- To be called before an owned table is dropped. DROP ... CASCADE would take the policies of record_grants and of other
-- tables with it, and what a restrictive policy no longer narrows is open to the whole tenant.
CREATE OR REPLACE FUNCTION tessera.forget_table(target regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  child regclass;
  other regclass;
BEGIN
  PERFORM tessera.forget_dropped_tables();
  DELETE FROM tessera.owned_tables o WHERE o.target = forget_table.target;
  IF to_regclass('public.record_grants') IS NOT NULL THEN PERFORM tessera.guard_record_grants(); END IF;
  FOR child IN DELETE FROM tessera.child_tables c WHERE c.parent = forget_table.target RETURNING c.target LOOP
    SELECT c.parent INTO other FROM tessera.child_tables c WHERE c.target = child LIMIT 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION '% hangs on % alone: drop it first, or give it another parent', child, forget_table.target;
    END IF;
    PERFORM tessera.put_child_policies(other);
  END LOOP;
END $$;
`;

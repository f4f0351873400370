/** `tessera.announce`: writes one recording trigger per table, from the columns that contract/events.ts lists. */
export const ANNOUNCE_SQL = `
-- jsonb_build_object takes at most 100 arguments, so the columns go in groups of 40.
CREATE OR REPLACE FUNCTION tessera.row_as_json(row_of text, columns text[]) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, tessera, pg_temp AS $$
  SELECT string_agg('jsonb_build_object(' || pairs || ')', ' || ' ORDER BY part)
  FROM (SELECT (n - 1) / 40 AS part, string_agg(format('%L, %s.%I', c, row_of, c), ', ' ORDER BY n) AS pairs
        FROM unnest(columns) WITH ORDINALITY AS listed (c, n) GROUP BY 1) AS parts
$$;

CREATE OR REPLACE FUNCTION tessera.check_columns(target regclass, columns text[]) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  missing text;
BEGIN
  SELECT string_agg(c, ', ') INTO missing FROM unnest(columns) AS c WHERE NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = target AND attname = c AND attnum > 0 AND NOT attisdropped);
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'contract/events.ts lists columns that % does not have: %', target, missing;
  END IF;
END $$;

-- An UPDATE that changes no listed column records nothing: a heartbeat such as last_seen_at would otherwise flood the
-- log with events that no reader can tell apart. What an audit must see is listed (password_changed_at, not the hash).
CREATE OR REPLACE FUNCTION tessera.write_recorder(
  target regclass, recorder text, entity text, columns text[], tenant_column name, id_column name
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  tenant constant text := CASE WHEN tenant_column IS NULL THEN 'NULL::uuid'
    ELSE format('COALESCE(NEW.%1$I, OLD.%1$I)', tenant_column) END;
BEGIN
  EXECUTE format($recorder$
    CREATE OR REPLACE FUNCTION tessera.%1$I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, tessera, pg_temp SET TimeZone = 'UTC' AS $body$
    DECLARE
      was jsonb;
      is_now jsonb;
    BEGIN
      IF TG_OP <> 'INSERT' THEN was := %2$s; END IF;
      IF TG_OP <> 'DELETE' THEN is_now := %3$s; END IF;
      IF TG_OP = 'UPDATE' AND was = is_now THEN RETURN NULL; END IF;
      INSERT INTO tessera.event_log
        (tenant_id, entity, entity_id, operation, actor_id, act_reason, request_id, before, after)
      VALUES (%4$s, %5$L, COALESCE(NEW.%6$I, OLD.%6$I)::text, TG_OP,
        tessera.user_id(), tessera.act_reason(), tessera.request_id(), was, is_now);
      PERFORM pg_notify('tessera_events', '');
      RETURN NULL;
    END $body$ $recorder$,
    recorder, tessera.row_as_json('OLD', columns), tessera.row_as_json('NEW', columns), tenant, entity, id_column);
  EXECUTE format('REVOKE ALL ON FUNCTION tessera.%I() FROM PUBLIC', recorder);
END $$;

-- Rows that stood before their table, or a column of it, was announced: a follower could not know them otherwise.
-- They come as INSERT the first time and as an UPDATE with equal sides after that, which changes no count.
CREATE OR REPLACE FUNCTION tessera.record_standing_rows(
  target regclass, entity text, columns text[], tenant_column name, id_column name, first_time boolean
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp SET TimeZone = 'UTC' AS $$
BEGIN
  ALTER TABLE tessera.event_log DISABLE TRIGGER tessera_trigger_only;
  EXECUTE format('INSERT INTO tessera.event_log (tenant_id, entity, entity_id, operation, request_id, before, after) '
      || 'SELECT %1$s, %2$L, r.%3$I::text, %4$L, ''announce'', %5$s, %6$s FROM %7$s r',
    CASE WHEN tenant_column IS NULL THEN 'NULL::uuid' ELSE format('r.%I', tenant_column) END, entity, id_column,
    CASE WHEN first_time THEN 'INSERT' ELSE 'UPDATE' END,
    CASE WHEN first_time THEN 'NULL::jsonb' ELSE tessera.row_as_json('r', columns) END,
    tessera.row_as_json('r', columns), target);
  ALTER TABLE tessera.event_log ENABLE TRIGGER tessera_trigger_only;
  PERFORM pg_notify('tessera_events', '');
END $$;

CREATE OR REPLACE FUNCTION tessera.announce(
  target regclass, entity text, columns text[], tenant_column name DEFAULT 'tenant_id', id_column name DEFAULT 'id'
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  recorder text;
  known text[];
BEGIN
  PERFORM tessera.check_columns(announce.target, announce.columns || ARRAY[id_column::text, tenant_column::text]);
  SELECT 'record_' || relname INTO recorder FROM pg_class WHERE oid = announce.target;
  SELECT a.columns INTO known FROM tessera.announced_tables a WHERE a.target = announce.target;
  PERFORM tessera.write_recorder(
    announce.target, recorder, announce.entity, announce.columns, tenant_column, id_column);
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = announce.target AND tgname = 'tessera_event') THEN
    EXECUTE format('CREATE TRIGGER tessera_event AFTER INSERT OR UPDATE OR DELETE ON %s '
      || 'FOR EACH ROW EXECUTE FUNCTION tessera.%I()', announce.target, recorder);
  END IF;
  IF known IS NULL OR NOT known @> announce.columns THEN
    PERFORM tessera.record_standing_rows(announce.target, announce.entity, announce.columns, tenant_column, id_column,
      known IS NULL);
  END IF;
  INSERT INTO tessera.announced_tables VALUES (announce.target, announce.entity, announce.columns)
  ON CONFLICT ON CONSTRAINT announced_tables_pkey DO UPDATE SET entity = excluded.entity, columns = excluded.columns;
END $$;

-- Tables that the contract no longer lists fall silent.
CREATE OR REPLACE FUNCTION tessera.announce_only(entities text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  silenced regclass;
BEGIN
  PERFORM tessera.forget_dropped_tables();
  FOR silenced IN DELETE FROM tessera.announced_tables WHERE entity <> ALL (entities) RETURNING target LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS tessera_event ON %s', silenced);
  END LOOP;
END $$;
`;

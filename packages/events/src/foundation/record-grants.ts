/** Grants on single records: who, besides its owner, may read or write one. */
export const RECORD_GRANTS_SQL = `
CREATE OR REPLACE FUNCTION tessera.create_record_grants() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
BEGIN
  IF to_regclass('public.record_grants') IS NOT NULL THEN RETURN; END IF;
  CREATE TABLE public.record_grants (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    record_type text NOT NULL,
    record_id uuid NOT NULL,
    user_id uuid NOT NULL,
    access text NOT NULL CHECK (access IN ('READ', 'WRITE')),
    granted_by uuid,
    created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT record_grants_pkey PRIMARY KEY (tenant_id, id)
  );
  CREATE UNIQUE INDEX record_grants_record_user_key
    ON public.record_grants (tenant_id, record_type, record_id, user_id);
  CREATE INDEX record_grants_user_idx ON public.record_grants (tenant_id, user_id, record_type);
  PERFORM tessera.tenant_table('public.record_grants');
  PERFORM tessera.guard_record_grants();

  -- Runs as the owner, whose policy admits every row; so the function itself must name the tenant and the user.
  CREATE FUNCTION tessera.granted_records(wanted_type text, needed text) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 50 SET search_path = pg_catalog, tessera, pg_temp
  AS $body$
    SELECT g.record_id FROM public.record_grants g
    WHERE g.tenant_id = tessera.tenant_id() AND g.user_id = tessera.user_id() AND g.record_type = wanted_type
      AND (needed = 'READ' OR g.access = 'WRITE') AND tessera.row_scope() IN ('own', 'granted')
  $body$;
  REVOKE ALL ON FUNCTION tessera.granted_records(text, text) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION tessera.granted_records(text, text) TO %I', tessera.role_name('app'));
END $$;

-- A grant is given and taken by whoever reaches all rows, or by the record's owner; the user it is for may read it.
CREATE OR REPLACE FUNCTION tessera.guard_record_grants() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  owners text;
BEGIN
  SELECT COALESCE(string_agg(format('record_type = %L AND EXISTS (SELECT FROM %s r WHERE r.tenant_id = '
      || 'record_grants.tenant_id AND r.id = record_grants.record_id AND r.%I = (SELECT tessera.user_id()))',
      record, target, owner), ' OR ' ORDER BY record), 'false')
  INTO owners FROM tessera.owned_tables;
  owners := format('(SELECT tessera.row_scope()) = ''own'' AND (%s)', owners);
  PERFORM tessera.put_scope_policies('public.record_grants',
    'user_id = (SELECT tessera.user_id()) OR ' || owners, owners, owners);
END $$;
`;

/**
 * The schema itself, and what a statement can ask about the session it runs in. Bodies are in the SQL-standard form:
 * they are resolved when they are made, so that no search_path can redirect them, and they still inline.
 */
export const SESSION_SQL = (rolePrefix: string) => `
CREATE SCHEMA IF NOT EXISTS tessera;

CREATE TABLE IF NOT EXISTS tessera.settings (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  role_prefix text NOT NULL
);
-- Stored and not derived from current_database(): a clone of a template database keeps the template's roles.
INSERT INTO tessera.settings (role_prefix) VALUES ('${rolePrefix}')
ON CONFLICT (only_row) DO UPDATE SET role_prefix = excluded.role_prefix
WHERE settings.role_prefix <> excluded.role_prefix;

CREATE OR REPLACE FUNCTION tessera.role_name(kind text) RETURNS name
LANGUAGE sql STABLE SET search_path = pg_catalog, tessera, pg_temp
AS $$ SELECT (role_prefix || '_' || kind)::name FROM tessera.settings $$;

CREATE OR REPLACE FUNCTION tessera.tenant_id() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE RETURN NULLIF(current_setting('app.tenant_id', true), '')::uuid;

CREATE OR REPLACE FUNCTION tessera.user_id() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE RETURN NULLIF(current_setting('app.user_id', true), '')::uuid;

CREATE OR REPLACE FUNCTION tessera.row_scope() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE RETURN NULLIF(current_setting('app.row_scope', true), '');

CREATE OR REPLACE FUNCTION tessera.request_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE RETURN NULLIF(current_setting('app.request_id', true), '');

CREATE OR REPLACE FUNCTION tessera.act_reason() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE RETURN NULLIF(current_setting('app.act_reason', true), '');
`;

CREATE TYPE service_status AS ENUM ('SERVING', 'NOT_SERVING', 'UNKNOWN');
CREATE TYPE rate_limit_subject AS ENUM ('TENANT', 'USER');

-- Projections -------------------------------------------------------------------------------------------------------

CREATE TABLE followers (
  service text PRIMARY KEY,
  epoch text,
  transaction text,
  event_id text,
  as_of timestamptz(3),
  lag_events integer NOT NULL DEFAULT 0,
  caught_up boolean NOT NULL DEFAULT false,
  reachable boolean NOT NULL DEFAULT false,
  last_error text,
  holder text,
  lease_until timestamptz(3),
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT followers_position_whole CHECK ((transaction IS NULL) = (event_id IS NULL) AND (transaction IS NULL OR epoch IS NOT NULL))
);

CREATE TABLE tenant_directory (
  tenant_id uuid PRIMARY KEY,
  slug text NOT NULL,
  name text NOT NULL,
  status text NOT NULL,
  tier text,
  deleted_at timestamptz(3)
);
CREATE INDEX tenant_directory_slug_idx ON tenant_directory (slug, tenant_id);

CREATE TABLE entity_counts (
  tenant_id uuid NOT NULL,
  service text NOT NULL,
  entity text NOT NULL,
  live bigint NOT NULL,
  PRIMARY KEY (tenant_id, service, entity)
);
CREATE INDEX entity_counts_service_idx ON entity_counts (service, entity);

CREATE TABLE entity_sums (
  tenant_id uuid NOT NULL,
  service text NOT NULL,
  entity text NOT NULL,
  status text NOT NULL,
  currency text NOT NULL,
  live bigint NOT NULL,
  amount_minor numeric(30, 0) NOT NULL,
  PRIMARY KEY (tenant_id, service, entity, status, currency)
);
CREATE INDEX entity_sums_service_idx ON entity_sums (service);

-- Audit -------------------------------------------------------------------------------------------------------------

CREATE TABLE audit_chains (
  tenant_id uuid PRIMARY KEY,
  sequence bigint NOT NULL,
  hash text NOT NULL
);

CREATE TABLE audit_log (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  sequence bigint NOT NULL,
  service text NOT NULL,
  source_id bigint NOT NULL,
  entity text NOT NULL,
  entity_id text NOT NULL,
  operation text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
  actor_id uuid,
  act_reason text,
  request_id text,
  recorded_at timestamptz(3) NOT NULL,
  before jsonb,
  after jsonb,
  previous_hash text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX audit_log_sequence_key ON audit_log (tenant_id, sequence);
-- A log that is read again from its start, or a restored one under a new epoch, tells events that stand here already.
CREATE UNIQUE INDEX audit_log_source_key ON audit_log (tenant_id, service, source_id, recorded_at);
CREATE INDEX audit_log_recorded_at_idx ON audit_log (recorded_at, id);
CREATE INDEX audit_log_tenant_recorded_at_idx ON audit_log (tenant_id, recorded_at, id);
CREATE INDEX audit_log_actor_idx ON audit_log (tenant_id, actor_id, recorded_at);
CREATE INDEX audit_log_entity_idx ON audit_log (entity_id, recorded_at);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- Platform ----------------------------------------------------------------------------------------------------------

CREATE TABLE services (
  name text PRIMARY KEY,
  address text NOT NULL,
  status service_status NOT NULL DEFAULT 'UNKNOWN',
  status_since timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  checked_at timestamptz(3),
  latency_ms double precision,
  detail text,
  registered_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE system_config (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  description text,
  version integer NOT NULL DEFAULT 1,
  updated_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE rate_limits (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  subject rate_limit_subject NOT NULL,
  per_minute integer NOT NULL CHECK (per_minute BETWEEN 1 AND 1000000),
  burst integer NOT NULL CHECK (burst BETWEEN 1 AND 1000000),
  version integer NOT NULL DEFAULT 1,
  updated_by uuid,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX rate_limits_subject_key ON rate_limits (tenant_id, subject);

-- Row-level security ------------------------------------------------------------------------------------------------

SELECT tessera.platform_table('followers');
SELECT tessera.platform_table('services');
SELECT tessera.platform_table('system_config');
SELECT tessera.tenant_table('tenant_directory');
SELECT tessera.tenant_table('entity_counts');
SELECT tessera.tenant_table('entity_sums');
SELECT tessera.tenant_table('audit_chains');
SELECT tessera.tenant_table('audit_log');
SELECT tessera.tenant_table('rate_limits');

-- The followers write for every tenant, and so with the platform's role. Nobody may change or remove an audit entry.
SELECT tessera.grant_platform('followers', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('services', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('system_config', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('tenant_directory', 'SELECT, INSERT, UPDATE, DELETE');
SELECT tessera.grant_platform('entity_counts', 'SELECT, INSERT, UPDATE, DELETE');
SELECT tessera.grant_platform('entity_sums', 'SELECT, INSERT, UPDATE, DELETE');
SELECT tessera.grant_platform('audit_chains', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('audit_log', 'SELECT, INSERT');
SELECT tessera.grant_platform('rate_limits', 'SELECT, INSERT, UPDATE, DELETE');

DO $$
DECLARE
  app CONSTANT name := tessera.role_name('app');
BEGIN
  -- A tenant reads what the platform knows of it, and writes none of it.
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE
    ON tenant_directory, entity_counts, entity_sums, audit_chains, audit_log, rate_limits FROM %I', app);
  -- Who does not reach all of the tenant's audit reaches what they did themselves.
  PERFORM tessera.put_policy('audit_log', 'audit_log_own', 'RESTRICTIVE', 'SELECT', app,
    '(SELECT tessera.row_scope()) = ''all''
      OR ((SELECT tessera.row_scope()) = ''own'' AND actor_id = (SELECT tessera.user_id()))');
END $$;

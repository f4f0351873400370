CREATE TYPE tenant_status AS ENUM ('PENDING', 'PROVISIONING', 'ACTIVE', 'SUSPENDED', 'DELETED');
CREATE TYPE tenant_tier AS ENUM ('STARTER', 'PROFESSIONAL', 'ENTERPRISE');
CREATE TYPE membership_role AS ENUM ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR');
CREATE TYPE tenant_service_status AS ENUM ('PENDING', 'READY', 'FAILED');
CREATE TYPE provisioning_run_status AS ENUM ('RUNNING', 'SUCCEEDED', 'CANCELLED');
CREATE TYPE provisioning_outcome AS ENUM ('READY', 'FAILED');
CREATE TYPE notification_kind AS ENUM ('MEMBER_ADDED', 'ROLE_CHANGED');

CREATE TABLE clients (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  contact_email text NOT NULL,
  contact_phone text,
  country char(2),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX clients_name_id_idx ON clients (name, id);
CREATE INDEX clients_created_at_id_idx ON clients (created_at, id);

CREATE TABLE tenants (
  id uuid PRIMARY KEY,
  client_id uuid NOT NULL REFERENCES clients (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  slug text NOT NULL,
  name text NOT NULL,
  status tenant_status NOT NULL DEFAULT 'PENDING',
  status_reason text,
  tier tenant_tier NOT NULL DEFAULT 'STARTER',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  CONSTRAINT tenants_slug_shape CHECK (slug ~ '^[a-z0-9](-?[a-z0-9])+$' AND length(slug) <= 63),
  CONSTRAINT tenants_deleted_at_with_status CHECK ((status = 'DELETED') = (deleted_at IS NOT NULL))
);
-- A deleted tenant keeps its slug: links and logs that name it must never lead to another tenant.
CREATE UNIQUE INDEX tenants_slug_key ON tenants (slug);
CREATE INDEX tenants_client_id_idx ON tenants (client_id);
CREATE INDEX tenants_name_id_idx ON tenants (name, id);
CREATE INDEX tenants_created_at_id_idx ON tenants (created_at, id);

CREATE TABLE companies (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON UPDATE CASCADE ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL,
  contact_email text NOT NULL,
  contact_phone text,
  country char(2),
  website text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX companies_tenant_id_key ON companies (tenant_id);

CREATE TABLE memberships (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON UPDATE CASCADE ON DELETE CASCADE,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  role membership_role NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX memberships_tenant_id_user_id_key ON memberships (tenant_id, user_id);
CREATE INDEX memberships_user_id_idx ON memberships (user_id);
CREATE INDEX memberships_tenant_id_created_at_id_idx ON memberships (tenant_id, created_at, id);

CREATE TABLE membership_changes (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON UPDATE CASCADE ON DELETE CASCADE,
  user_id uuid NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX membership_changes_changed_at_idx ON membership_changes (changed_at);

CREATE TABLE user_profiles (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  display_name text,
  job_title text,
  phone text,
  locale text,
  time_zone text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT user_profiles_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id)
    REFERENCES memberships (tenant_id, user_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX user_profiles_tenant_id_user_id_key ON user_profiles (tenant_id, user_id);

CREATE TABLE tenant_services (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON UPDATE CASCADE ON DELETE CASCADE,
  id uuid NOT NULL,
  service text NOT NULL,
  status tenant_service_status NOT NULL DEFAULT 'PENDING',
  detail text,
  attempts integer NOT NULL DEFAULT 0,
  prepared_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX tenant_services_tenant_id_service_key ON tenant_services (tenant_id, service);

CREATE TABLE provisioning_runs (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON UPDATE CASCADE ON DELETE CASCADE,
  id uuid NOT NULL,
  status provisioning_run_status NOT NULL DEFAULT 'RUNNING',
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  leased_until timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  finished_at timestamptz(3),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX provisioning_runs_one_running ON provisioning_runs (tenant_id) WHERE status = 'RUNNING';
CREATE INDEX provisioning_runs_due ON provisioning_runs (next_attempt_at) WHERE status = 'RUNNING';

CREATE TABLE provisioning_steps (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  service text NOT NULL,
  attempt integer NOT NULL,
  outcome provisioning_outcome NOT NULL,
  detail text NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT provisioning_steps_tenant_id_run_id_fkey FOREIGN KEY (tenant_id, run_id)
    REFERENCES provisioning_runs (tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX provisioning_steps_tenant_id_run_id_service_attempt_key
  ON provisioning_steps (tenant_id, run_id, service, attempt);
-- A service is made ready once in a run, whatever two workers may believe.
CREATE UNIQUE INDEX provisioning_steps_ready_once ON provisioning_steps (tenant_id, run_id, service)
  WHERE outcome = 'READY';

CREATE TABLE notifications (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  kind notification_kind NOT NULL,
  message text NOT NULL,
  read_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT notifications_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id)
    REFERENCES memberships (tenant_id, user_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX notifications_tenant_id_user_id_created_at_id_idx
  ON notifications (tenant_id, user_id, created_at, id);

-- Who may touch what ------------------------------------------------------------------------------------------------

SELECT tessera.platform_table('clients');
SELECT tessera.tenant_table('tenants', 'id');
SELECT tessera.tenant_table('companies');
SELECT tessera.tenant_table('memberships');
SELECT tessera.tenant_table('membership_changes');
SELECT tessera.tenant_table('user_profiles');
SELECT tessera.tenant_table('tenant_services');
SELECT tessera.tenant_table('provisioning_runs');
SELECT tessera.tenant_table('provisioning_steps');
SELECT tessera.tenant_table('notifications');

-- The platform's own work: tenants come, are provisioned, suspended and go.
SELECT tessera.grant_platform('clients', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('tenants', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('companies', 'SELECT, INSERT');
SELECT tessera.grant_platform('tenant_services', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('provisioning_runs', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('provisioning_steps', 'SELECT, INSERT');

-- Row-level security says which tenant; this says which verbs. What opens, prepares or closes a tenant is not for its
-- own role, and changes of memberships are recorded by a trigger alone.
DO $$
DECLARE
  app CONSTANT name := tessera.role_name('app');
BEGIN
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON tenants FROM %I', app);
  EXECUTE format('GRANT UPDATE (name, slug, tier, version, updated_at) ON tenants TO %I', app);
  EXECUTE format('REVOKE INSERT, DELETE ON companies FROM %I', app);
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE
    ON membership_changes, tenant_services, provisioning_runs, provisioning_steps FROM %I', app);
END $$;

-- Revocations -------------------------------------------------------------------------------------------------------
-- Gateways hear of them within a second, because the notification leaves with the commit, or not at all. Triggers,
-- because no writer can forget them. The payload is what `trustPayload` of @tessera/rpc makes (a test compares them).

CREATE FUNCTION notify_tenant_state() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('tessera_trust', json_build_object(
    '$case', 'tenantState',
    'value', json_build_object('tenantId', NEW.id, 'status', NEW.status)
  )::text);
  RETURN NULL;
END $$;

CREATE TRIGGER tenants_notify_state AFTER INSERT OR UPDATE OF status ON tenants
  FOR EACH ROW EXECUTE FUNCTION notify_tenant_state();

CREATE FUNCTION record_membership_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  moment timestamptz(3);
BEGIN
  -- Whoever reads a user's roles for a new token holds this lock shared, and takes the token's time before. So a token
  -- of the old role is always older than the moment taken here. A token's time is cut to milliseconds: the next one is
  -- the first that is surely later.
  PERFORM pg_advisory_xact_lock(hashtextextended(OLD.user_id::text, 0));
  moment := date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond';
  -- Where the tenant itself is being deleted there is nothing to tie the record to, and nothing left to enter.
  INSERT INTO membership_changes (tenant_id, user_id, changed_at)
    SELECT OLD.tenant_id, OLD.user_id, moment FROM tenants WHERE id = OLD.tenant_id
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET changed_at = EXCLUDED.changed_at;
  PERFORM pg_notify('tessera_trust', json_build_object(
    '$case', 'membershipChanged',
    'value', json_build_object(
      'userId', OLD.user_id, 'tenantId', OLD.tenant_id, 'notBeforeMs', (extract(epoch FROM moment) * 1000)::bigint
    )
  )::text);
  RETURN NULL;
END $$;

CREATE TRIGGER memberships_record_role_change AFTER UPDATE OF role ON memberships
  FOR EACH ROW WHEN (OLD.role IS DISTINCT FROM NEW.role) EXECUTE FUNCTION record_membership_change();
CREATE TRIGGER memberships_record_removal AFTER DELETE ON memberships
  FOR EACH ROW EXECUTE FUNCTION record_membership_change();

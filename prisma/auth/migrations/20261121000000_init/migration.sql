CREATE TYPE user_status AS ENUM ('ACTIVE', 'DISABLED');
CREATE TYPE role AS ENUM ('SUPERADMIN', 'OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'AUDITOR');
CREATE TYPE session_end AS ENUM (
  'LOGOUT', 'REVOKED', 'REFRESH_TOKEN_REUSED', 'PASSWORD_CHANGED', 'USER_DISABLED', 'MEMBERSHIP_ENDED'
);
CREATE TYPE auth_event_kind AS ENUM (
  'LOGIN', 'REFRESH', 'LOGOUT', 'SESSION_REVOKED', 'PASSWORD_CHANGED', 'TENANT_ENTERED',
  'USER_CREATED', 'USER_DISABLED', 'USER_ENABLED', 'SIGNING_KEYS_ROTATED'
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  status user_status NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- The service normalises (domain/normalise-email.ts); this catches whoever forgets to.
  CONSTRAINT users_email_normalised CHECK (email = lower(btrim(email)) AND position('@' IN email) > 1)
);
CREATE UNIQUE INDEX users_email_key ON users (email);

CREATE TABLE credentials (
  user_id uuid PRIMARY KEY REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  password_hash text NOT NULL,
  changed_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT credentials_password_hash_argon2id CHECK (password_hash LIKE '$argon2id$%')
);

CREATE TABLE platform_admins (
  user_id uuid PRIMARY KEY REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  tenant_id uuid,
  role role NOT NULL,
  opened_from_id uuid REFERENCES sessions (id) ON UPDATE CASCADE ON DELETE SET NULL,
  act_reason text,
  address text,
  user_agent text,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  refreshed_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  revoked_reason session_end,
  CONSTRAINT sessions_tenant_or_platform CHECK (tenant_id IS NOT NULL OR role = 'SUPERADMIN'),
  CONSTRAINT sessions_reason_to_enter CHECK ((role = 'SUPERADMIN' AND tenant_id IS NOT NULL) = (act_reason IS NOT NULL)),
  CONSTRAINT sessions_revoked_with_reason CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);
CREATE INDEX sessions_tenant_id_created_at_id_idx ON sessions (tenant_id, created_at, id);
CREATE INDEX sessions_user_id_created_at_id_idx ON sessions (user_id, created_at, id);
CREATE INDEX sessions_created_at_id_idx ON sessions (created_at, id);
CREATE INDEX sessions_opened_from_id_idx ON sessions (opened_from_id);
CREATE INDEX sessions_revoked_at_idx ON sessions (revoked_at);

CREATE TABLE refresh_tokens (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions (id) ON UPDATE CASCADE ON DELETE CASCADE,
  token_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT refresh_tokens_token_hash_sha256 CHECK (length(token_hash) = 32)
);
CREATE UNIQUE INDEX refresh_tokens_token_hash_key ON refresh_tokens (token_hash);
CREATE INDEX refresh_tokens_session_id_idx ON refresh_tokens (session_id);

CREATE TABLE login_attempts (
  email text PRIMARY KEY,
  attempts integer NOT NULL,
  window_ends_at timestamptz(3) NOT NULL
);
CREATE INDEX login_attempts_window_ends_at_idx ON login_attempts (window_ends_at);

-- Without foreign keys: a record of what was tried outlives what it was tried on.
CREATE TABLE auth_events (
  id uuid PRIMARY KEY,
  tenant_id uuid,
  user_id uuid,
  session_id uuid,
  kind auth_event_kind NOT NULL,
  succeeded boolean NOT NULL,
  reason text,
  email text,
  address text,
  user_agent text,
  request_id text NOT NULL,
  occurred_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT auth_events_refused_with_reason CHECK (succeeded OR reason IS NOT NULL)
);
CREATE INDEX auth_events_tenant_id_id_idx ON auth_events (tenant_id, id);
CREATE INDEX auth_events_user_id_id_idx ON auth_events (user_id, id);

CREATE TABLE signing_keys (
  kid text PRIMARY KEY,
  public_jwk jsonb NOT NULL,
  sealed_private_key text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  activates_at timestamptz(3) NOT NULL,
  CONSTRAINT signing_keys_public_jwk_is_public CHECK (NOT public_jwk ? 'd')
);

-- Login comes before any tenant, so these belong to auth's identity role, and tenants' requests reach none of them.
SELECT tessera.platform_table('users'), tessera.grant_platform('users', 'SELECT, INSERT, UPDATE');
SELECT tessera.platform_table('credentials'), tessera.grant_platform('credentials', 'SELECT, INSERT, UPDATE');
SELECT tessera.platform_table('platform_admins'), tessera.grant_platform('platform_admins', 'SELECT, INSERT');
SELECT tessera.platform_table('refresh_tokens'),
  tessera.grant_platform('refresh_tokens', 'SELECT, INSERT, UPDATE, DELETE');
SELECT tessera.platform_table('login_attempts'),
  tessera.grant_platform('login_attempts', 'SELECT, INSERT, UPDATE, DELETE');
SELECT tessera.platform_table('signing_keys'), tessera.grant_platform('signing_keys', 'SELECT, INSERT, DELETE');

-- Written by the identity role alone. A tenant's administrators read the rows of their tenant and its members their own,
-- as the application role under row-level security: a list that forgets its filter shows nothing of anybody else's.
-- Rows without a tenant (a SUPERADMIN's, or an unknown e-mail's) are seen across tenants only.
SELECT tessera.tenant_table('sessions'), tessera.grant_platform('sessions', 'SELECT, INSERT, UPDATE');
SELECT tessera.tenant_table('auth_events'), tessera.grant_platform('auth_events', 'SELECT, INSERT');
DO $$
DECLARE
  target regclass;
  app constant name := tessera.role_name('app');
BEGIN
  FOREACH target IN ARRAY ARRAY['sessions', 'auth_events']::regclass[] LOOP
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %s FROM %I', target, app);
    PERFORM tessera.put_policy(target, 'auth_record_scope', 'RESTRICTIVE', 'SELECT', app,
      '(SELECT tessera.row_scope()) = ''all'' OR '
      || '(SELECT tessera.row_scope()) = ''own'' AND user_id = (SELECT tessera.user_id())');
  END LOOP;
END $$;

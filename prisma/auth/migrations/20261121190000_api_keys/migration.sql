ALTER TYPE auth_event_kind ADD VALUE 'API_KEY_CREATED';
ALTER TYPE auth_event_kind ADD VALUE 'API_KEY_ROTATED';
ALTER TYPE auth_event_kind ADD VALUE 'API_KEY_REVOKED';

CREATE TABLE api_keys (
  id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  name text NOT NULL,
  prefix text NOT NULL,
  key_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  -- Without a foreign key: who ended it is told even if that user is no more.
  revoked_by_id uuid,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT api_keys_key_hash_sha256 CHECK (length(key_hash) = 32),
  CONSTRAINT api_keys_scopes_some CHECK (cardinality(scopes) > 0),
  CONSTRAINT api_keys_revoked_by_somebody CHECK ((revoked_at IS NULL) = (revoked_by_id IS NULL))
);
-- A key is looked up by its hash before its tenant is known.
CREATE UNIQUE INDEX api_keys_key_hash_tenant_id_key ON api_keys (key_hash, tenant_id);
CREATE INDEX api_keys_tenant_id_created_at_id_idx ON api_keys (tenant_id, created_at, id);
CREATE INDEX api_keys_user_id_tenant_id_idx ON api_keys (user_id, tenant_id);

-- As sessions: written by the identity role alone, read by OWNER and ADMIN all of the tenant, by others their own.
SELECT tessera.tenant_table('api_keys'), tessera.grant_platform('api_keys', 'SELECT, INSERT, UPDATE');
DO $$
DECLARE
  app constant name := tessera.role_name('app');
BEGIN
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON api_keys FROM %I', app);
  PERFORM tessera.put_policy('api_keys', 'auth_record_scope', 'RESTRICTIVE', 'SELECT', app,
    '(SELECT tessera.row_scope()) = ''all'' OR '
    || '(SELECT tessera.row_scope()) = ''own'' AND user_id = (SELECT tessera.user_id())');
END $$;

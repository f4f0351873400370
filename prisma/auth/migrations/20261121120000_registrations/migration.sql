ALTER TYPE user_status ADD VALUE 'PENDING' BEFORE 'ACTIVE';
ALTER TYPE auth_event_kind ADD VALUE 'REGISTERED';

CREATE TYPE registration_kind AS ENUM ('REGISTRATION', 'INVITATION', 'PROVISIONED_BY_OPERATOR');
CREATE TYPE registration_state AS ENUM ('USER_CREATED', 'COMPANY_CREATED', 'ACTIVE', 'COMPENSATING', 'FAILED');

CREATE TABLE registrations (
  id uuid PRIMARY KEY,
  kind registration_kind NOT NULL,
  idempotency_key text NOT NULL,
  request_hash bytea NOT NULL,
  email text NOT NULL,
  -- Without a foreign key: a registration that failed outlives its user.
  user_id uuid NOT NULL,
  company jsonb NOT NULL,
  state registration_state NOT NULL DEFAULT 'USER_CREATED',
  tenant_id uuid,
  failure_code text,
  failure_message text,
  failure_field text,
  sealed_answer text,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  leased_until timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  finished_at timestamptz(3),
  CONSTRAINT registrations_request_hash_sha256 CHECK (length(request_hash) = 32),
  CONSTRAINT registrations_finished_at_with_state CHECK ((finished_at IS NOT NULL) = (state IN ('ACTIVE', 'FAILED'))),
  CONSTRAINT registrations_failure_with_state
    CHECK ((failure_code IS NOT NULL) = (state IN ('COMPENSATING', 'FAILED'))),
  CONSTRAINT registrations_tenant_when_created CHECK (state NOT IN ('COMPANY_CREATED', 'ACTIVE') OR tenant_id IS NOT NULL),
  CONSTRAINT registrations_answer_when_active CHECK (sealed_answer IS NULL OR state = 'ACTIVE')
);
CREATE UNIQUE INDEX registrations_kind_idempotency_key_key ON registrations (kind, idempotency_key);
CREATE INDEX registrations_due ON registrations (next_attempt_at) WHERE finished_at IS NULL;
CREATE INDEX registrations_finished_at_idx ON registrations (finished_at);

SELECT tessera.platform_table('registrations'),
  tessera.grant_platform('registrations', 'SELECT, INSERT, UPDATE, DELETE');

-- Only a user whose registration is undone is ever deleted, with its credential. As text, because a transaction cannot
-- use an enum's value that it has just added.
SELECT tessera.grant_platform('users', 'SELECT, INSERT, UPDATE, DELETE');
SELECT tessera.grant_platform('credentials', 'SELECT, INSERT, UPDATE, DELETE');
DO $$
DECLARE
  platform constant name := tessera.role_name('platform');
BEGIN
  PERFORM tessera.put_policy('users', 'deletes_pending_users', 'RESTRICTIVE', 'DELETE', platform,
    'status::text = ''PENDING''');
  PERFORM tessera.put_policy('credentials', 'deletes_credentials_of_pending_users', 'RESTRICTIVE', 'DELETE', platform,
    'EXISTS (SELECT FROM public.users WHERE users.id = credentials.user_id AND users.status::text = ''PENDING'')');
END $$;

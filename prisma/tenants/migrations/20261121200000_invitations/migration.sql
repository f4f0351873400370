ALTER TYPE notification_kind ADD VALUE 'INVITATION_ACCEPTED';

-- People who were asked into a tenant. What they answer with, a token, is kept as its SHA-256 alone.
CREATE TABLE invitations (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON UPDATE CASCADE ON DELETE CASCADE,
  id uuid NOT NULL,
  email text NOT NULL,
  role membership_role NOT NULL,
  token_hash bytea NOT NULL,
  -- Without a foreign key, like accepted_by: an invitation outlives the memberships of both.
  invited_by uuid NOT NULL,
  sent_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  accepted_at timestamptz(3),
  accepted_by uuid,
  revoked_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT invitations_token_hash_sha256 CHECK (length(token_hash) = 32),
  CONSTRAINT invitations_accepted_by_somebody CHECK ((accepted_at IS NULL) = (accepted_by IS NULL)),
  CONSTRAINT invitations_ended_once CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
CREATE UNIQUE INDEX invitations_one_open ON invitations (tenant_id, email)
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_tenant_id_created_at_id_idx ON invitations (tenant_id, created_at, id);
CREATE INDEX invitations_token_hash_idx ON invitations (token_hash);

-- Whoever accepts is in no tenant yet, so the platform's role finds and ends an invitation, and makes the membership.
SELECT tessera.tenant_table('invitations'), tessera.grant_platform('invitations', 'SELECT, UPDATE');
SELECT tessera.grant_platform('notifications', 'SELECT, INSERT');

-- A tenant's own people invite, send anew and revoke. That one was accepted, they cannot write.
DO $$
DECLARE
  app CONSTANT name := tessera.role_name('app');
BEGIN
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON invitations FROM %I', app);
  EXECUTE format('GRANT INSERT (tenant_id, id, email, role, token_hash, invited_by, sent_at, expires_at, created_at,
    updated_at) ON invitations TO %I', app);
  EXECUTE format('GRANT UPDATE (token_hash, invited_by, sent_at, expires_at, revoked_at, updated_at)
    ON invitations TO %I', app);
END $$;

-- What a registration made here is a tenant of its own or, for an invitation, a membership in somebody else's.
ALTER TABLE registrations
  ADD COLUMN invitation_tenant_id uuid,
  ADD COLUMN invitation_id uuid,
  ADD CONSTRAINT registrations_invitation_tenant_id_invitation_id_fkey
    FOREIGN KEY (invitation_tenant_id, invitation_id) REFERENCES invitations (tenant_id, id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  ADD CONSTRAINT registrations_tenant_or_invitation CHECK (tenant_id IS NULL OR invitation_id IS NULL);

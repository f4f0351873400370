-- A tenant is removed only by who takes back a move (docs/migrate-split.md), and then with all that is its own: who has
-- accepted an invitation there shall not be in the way.
ALTER TABLE registrations
  DROP CONSTRAINT registrations_invitation_tenant_id_invitation_id_fkey,
  ADD CONSTRAINT registrations_invitation_tenant_id_invitation_id_fkey
    FOREIGN KEY (invitation_tenant_id, invitation_id) REFERENCES invitations (tenant_id, id)
    ON UPDATE CASCADE ON DELETE CASCADE;
CREATE INDEX registrations_invitation_tenant_id_invitation_id_idx
  ON registrations (invitation_tenant_id, invitation_id);

-- What auth's registrations made here. One that was cancelled stays known, so that a call that comes late makes nothing.
CREATE TABLE registrations (
  id uuid PRIMARY KEY,
  tenant_id uuid REFERENCES tenants (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  cancelled_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX registrations_tenant_id_key ON registrations (tenant_id);

SELECT tessera.platform_table('registrations'), tessera.grant_platform('registrations', 'SELECT, INSERT, UPDATE');

-- A registration's owner joins before there is anybody in the tenant who could add a member.
SELECT tessera.grant_platform('memberships', 'SELECT, INSERT, DELETE');
SELECT tessera.grant_platform('user_profiles', 'SELECT, INSERT');

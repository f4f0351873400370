ALTER TYPE auth_event_kind ADD VALUE 'PASSWORD_RESET_ISSUED';
ALTER TYPE auth_event_kind ADD VALUE 'PASSWORD_RESET';

-- One a user: whoever is given a new token holds the only one that is good.
CREATE TABLE password_resets (
  user_id uuid PRIMARY KEY REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  token_hash bytea NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT password_resets_token_hash_sha256 CHECK (length(token_hash) = 32)
);
CREATE UNIQUE INDEX password_resets_token_hash_key ON password_resets (token_hash);

SELECT tessera.platform_table('password_resets'),
  tessera.grant_platform('password_resets', 'SELECT, INSERT, UPDATE, DELETE');

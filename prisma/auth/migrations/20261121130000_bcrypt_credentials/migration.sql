-- Users that come from an older system (docs/migrate-split.md) bring bcrypt hashes, each replaced at its user's next
-- login. A cost beyond 14 would hold a place in the queue of logins for seconds.
ALTER TABLE credentials
  DROP CONSTRAINT credentials_password_hash_argon2id,
  ADD CONSTRAINT credentials_password_hash_known CHECK (
    password_hash LIKE '$argon2id$%' OR password_hash ~ '^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$'
  );

SELECT tessera.grant_platform('api_keys', 'DELETE');

-- When a key ended, or will: LEAST passes over what is null.
CREATE INDEX api_keys_end_idx ON api_keys (LEAST(expires_at, revoked_at));

CREATE INDEX users_created_at_id_idx ON users (created_at, id);

-- Finds e-mails by how they begin, whatever the database's collation.
CREATE INDEX users_email_prefix_idx ON users (email text_pattern_ops);

-- How far each service's event log has been published. Apart from followers, so that folding waits for no message broker.
CREATE TABLE publishers (
  service text PRIMARY KEY,
  epoch text,
  transaction text,
  event_id text,
  last_error text,
  holder text,
  lease_until timestamptz(3),
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT publishers_position_whole CHECK ((transaction IS NULL) = (event_id IS NULL) AND (transaction IS NULL OR epoch IS NOT NULL))
);

SELECT tessera.platform_table('publishers');
SELECT tessera.grant_platform('publishers', 'SELECT, INSERT, UPDATE');

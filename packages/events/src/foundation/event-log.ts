/** The append-only log, the trigger that alone writes it, and its epoch. */
export const EVENT_LOG_SQL = `
CREATE TABLE IF NOT EXISTS tessera.event_log (
  id bigint GENERATED ALWAYS AS IDENTITY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  tenant_id uuid,
  entity text NOT NULL,
  entity_id text NOT NULL,
  operation text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
  actor_id uuid,
  act_reason text,
  request_id text,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  before jsonb,
  after jsonb,
  PRIMARY KEY (xid, id)
);

CREATE TABLE IF NOT EXISTS tessera.epoch (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  value uuid NOT NULL DEFAULT gen_random_uuid(),
  since timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO tessera.epoch DEFAULT VALUES ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS tessera.announced_tables (
  target regclass PRIMARY KEY,
  entity text NOT NULL UNIQUE,
  columns text[] NOT NULL
);

CREATE OR REPLACE FUNCTION tessera.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'tessera.event_log is append-only and written by its trigger alone: % refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER tessera_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tessera.event_log
FOR EACH STATEMENT EXECUTE FUNCTION tessera.refuse_change();
-- Depth 0 is a statement of somebody's own; the recording trigger inserts at depth 1.
CREATE OR REPLACE TRIGGER tessera_trigger_only BEFORE INSERT ON tessera.event_log
FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION tessera.refuse_change();

-- After a restore into another cluster, transaction ids start anew. Everything that stands in the log is history then:
-- it moves before every transaction to come, in the order of its ids, and followers begin again.
CREATE OR REPLACE FUNCTION tessera.renew_epoch() RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, tessera, pg_temp AS $$
DECLARE
  renewed uuid;
BEGIN
  ALTER TABLE tessera.event_log DISABLE TRIGGER tessera_append_only;
  UPDATE tessera.event_log SET xid = '0'::xid8 WHERE xid <> '0'::xid8;
  ALTER TABLE tessera.event_log ENABLE TRIGGER tessera_append_only;
  UPDATE tessera.epoch SET value = gen_random_uuid(), since = CURRENT_TIMESTAMP RETURNING value INTO renewed;
  RETURN renewed;
END $$;
`;

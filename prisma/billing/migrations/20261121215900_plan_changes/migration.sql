-- A trigger on plans cannot name a column that plans do not have, also where it does not come to that: every change of a
-- plan was refused.
CREATE FUNCTION tell_plans() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('tessera_entitlements', '');
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION tell_entitlements() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('tessera_entitlements', NEW.tenant_id::text);
  RETURN NULL;
END $$;
DROP TRIGGER plans_told ON plans;
CREATE TRIGGER plans_told AFTER UPDATE ON plans FOR EACH STATEMENT EXECUTE FUNCTION tell_plans();

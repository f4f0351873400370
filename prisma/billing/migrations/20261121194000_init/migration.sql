CREATE TYPE dunning_end AS ENUM ('CANCEL', 'KEEP');
CREATE TYPE subscription_status AS ENUM ('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'CANCELLED');
CREATE TYPE invoice_kind AS ENUM ('RENEWAL', 'CHANGE', 'FINAL', 'MANUAL');
CREATE TYPE invoice_status AS ENUM ('DRAFT', 'OPEN', 'PAID', 'VOID', 'UNCOLLECTIBLE');
CREATE TYPE invoice_line_kind AS ENUM ('PLAN', 'CREDIT', 'CHARGE', 'USAGE', 'ITEM', 'BALANCE');
CREATE TYPE payment_status AS ENUM ('PENDING', 'FAILED', 'SUCCEEDED');

-- The catalogue ------------------------------------------------------------------------------------------------------

CREATE TABLE plans (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[a-z][a-z0-9-]{0,62}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  description text CHECK (length(description) <= 500),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  price_minor bigint NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000000),
  interval_months integer NOT NULL DEFAULT 1 CHECK (interval_months IN (1, 3, 6, 12)),
  trial_days integer NOT NULL DEFAULT 0 CHECK (trial_days BETWEEN 0 AND 365),
  features text[] NOT NULL DEFAULT '{}',
  limits jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(limits) = 'object'),
  usage_prices jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(usage_prices) = 'array'),
  dunning_end dunning_end NOT NULL DEFAULT 'CANCEL',
  archived_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

INSERT INTO plans (id, code, name, description, currency, price_minor, trial_days, features, limits, usage_prices) VALUES
  ('019b76da-a800-7000-8000-000000000b01', 'starter', 'Starter', 'For a first team.', 'USD', 2999, 14,
   '{crm}', '{"users": 5, "customers": 1000}',
   '[{"metric": "api_calls", "included": 10000, "priceMinor": 5, "perUnits": 1000}]'),
  ('019b76da-a800-7000-8000-000000000b02', 'professional', 'Professional', 'For a company that publishes.', 'USD', 9999, 14,
   '{crm,cms,analytics}', '{"users": 50, "customers": 50000}',
   '[{"metric": "api_calls", "included": 100000, "priceMinor": 4, "perUnits": 1000},
     {"metric": "storage_gb", "included": 50, "priceMinor": 12, "perUnits": 1}]'),
  ('019b76da-a800-7000-8000-000000000b03', 'enterprise', 'Enterprise', 'Everything there is.', 'USD', 29999, 14,
   '{crm,cms,analytics,agents,vault,datahub,compliance}', '{}',
   '[{"metric": "api_calls", "included": 1000000, "priceMinor": 3, "perUnits": 1000},
     {"metric": "storage_gb", "included": 500, "priceMinor": 10, "perUnits": 1},
     {"metric": "agent_runs", "included": 1000, "priceMinor": 2, "perUnits": 1}]');

-- A price that was sold stays: what it costs from now on is another plan.
CREATE FUNCTION guard_plan() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.code, OLD.currency, OLD.price_minor, OLD.interval_months, OLD.usage_prices)
    IS DISTINCT FROM (NEW.code, NEW.currency, NEW.price_minor, NEW.interval_months, NEW.usage_prices) THEN
    RAISE EXCEPTION 'what a plan costs never changes: archive it and make another' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER plans_guard BEFORE UPDATE ON plans FOR EACH ROW EXECUTE FUNCTION guard_plan();

-- Who pays, and how --------------------------------------------------------------------------------------------------

-- The tenant itself, under its own id, or one of its customers.
CREATE TABLE payers (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  payment_method text CHECK (length(payment_method) BETWEEN 1 AND 255),
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id)
);

-- What a payer has in hand; the next invoice takes from it.
CREATE TABLE credit_balances (
  tenant_id uuid NOT NULL,
  payer_id uuid NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (tenant_id, payer_id, currency)
);

-- The last number given of each series. It is counted up by the transaction that gives the number, so none is left out.
CREATE TABLE number_series (
  tenant_id uuid NOT NULL,
  series text NOT NULL CHECK (series IN ('TES', 'TES-CN', 'INV', 'CN')),
  last integer NOT NULL CHECK (last > 0),
  PRIMARY KEY (tenant_id, series)
);

-- Subscriptions and usage --------------------------------------------------------------------------------------------

CREATE TABLE subscriptions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  -- Who subscribed; null for what the platform made when it provisioned the tenant.
  owner_id uuid,
  plan_id uuid NOT NULL REFERENCES plans (id),
  status subscription_status NOT NULL,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 100000),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- What it brings in a month.
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  -- Periods are counted in months from here, so that the 31st comes back after a February.
  anchor_at timestamptz(3) NOT NULL,
  period_index integer NOT NULL CHECK (period_index >= 0),
  -- Counts every period that the subscription has had; usage is billed by it.
  cycle integer NOT NULL CHECK (cycle >= 0),
  period_start timestamptz(3) NOT NULL,
  period_end timestamptz(3) NOT NULL,
  trial_end timestamptz(3),
  cancel_at_period_end boolean NOT NULL DEFAULT false,
  -- The plan's when it was taken.
  dunning_end dunning_end NOT NULL,
  paused_at timestamptz(3),
  cancelled_at timestamptz(3),
  -- When the schedule has something to do with it; null: never.
  next_action_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT subscriptions_period CHECK (period_end > period_start),
  CONSTRAINT subscriptions_cancelled CHECK ((status = 'CANCELLED') = (cancelled_at IS NOT NULL)),
  CONSTRAINT subscriptions_paused CHECK ((status = 'PAUSED') = (paused_at IS NOT NULL)),
  CONSTRAINT subscriptions_scheduled CHECK ((status IN ('PAUSED', 'CANCELLED')) = (next_action_at IS NULL))
);
CREATE UNIQUE INDEX subscriptions_live_key ON subscriptions (tenant_id) WHERE status <> 'CANCELLED';
CREATE INDEX subscriptions_due_idx ON subscriptions (next_action_at) WHERE next_action_at IS NOT NULL;
CREATE INDEX subscriptions_created_at_idx ON subscriptions (tenant_id, created_at, id);

-- One row a report, found again by the reporter's key. `cycle` is the period that it is billed with.
CREATE TABLE usage_records (
  tenant_id uuid NOT NULL,
  idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  cycle integer NOT NULL,
  metric text NOT NULL CHECK (metric ~ '^[a-z][a-z0-9_]{0,62}$'),
  quantity bigint NOT NULL CHECK (quantity BETWEEN 0 AND 9007199254740991),
  occurred_at timestamptz(3) NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  -- The reporter named no moment, and the service took its own: a repeated report may come at another.
  stamped boolean NOT NULL,
  PRIMARY KEY (tenant_id, idempotency_key),
  CONSTRAINT usage_records_subscription_fkey FOREIGN KEY (tenant_id, subscription_id)
    REFERENCES subscriptions (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE INDEX usage_records_billing_idx ON usage_records (tenant_id, subscription_id, cycle, metric)
  INCLUDE (quantity, occurred_at);

-- A report that was taken stays as it is. The same report again is an update of a row by itself.
CREATE FUNCTION guard_usage() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'usage that was recorded never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER usage_records_guard BEFORE UPDATE ON usage_records FOR EACH ROW EXECUTE FUNCTION guard_usage();

-- Invoices -----------------------------------------------------------------------------------------------------------

CREATE TABLE invoices (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  -- Who made it, or who subscribed; null: the platform.
  owner_id uuid,
  -- Null: the payer is the tenant itself, and the platform issues the invoice.
  customer_id uuid,
  subscription_id uuid,
  kind invoice_kind NOT NULL,
  status invoice_status NOT NULL DEFAULT 'DRAFT',
  series text,
  number integer,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- The sum of its lines.
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  paid_minor bigint NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
  credited_minor bigint NOT NULL DEFAULT 0 CHECK (credited_minor >= 0),
  -- The subscription's period that it opens, and the one whose usage it bills.
  cycle integer,
  usage_cycle integer,
  period_start timestamptz(3),
  period_end timestamptz(3),
  memo text CHECK (length(memo) <= 1000),
  issued_at timestamptz(3),
  due_at timestamptz(3),
  paid_at timestamptz(3),
  closed_at timestamptz(3),
  attempt_count integer NOT NULL DEFAULT 0,
  -- When the next payment is tried; null: never.
  next_attempt_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT invoices_subscription_fkey FOREIGN KEY (tenant_id, subscription_id)
    REFERENCES subscriptions (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT invoices_numbered CHECK ((status = 'DRAFT') = (number IS NULL) AND (number IS NULL) = (series IS NULL)
    AND (number IS NULL) = (issued_at IS NULL) AND (number IS NULL) = (due_at IS NULL)),
  CONSTRAINT invoices_settled CHECK (paid_minor + credited_minor <= amount_minor OR status = 'PAID'),
  CONSTRAINT invoices_paid CHECK ((status = 'PAID') = (paid_at IS NOT NULL)
    AND (status <> 'PAID' OR paid_minor + credited_minor >= amount_minor)),
  CONSTRAINT invoices_closed CHECK ((status IN ('VOID', 'UNCOLLECTIBLE')) = (closed_at IS NOT NULL)),
  CONSTRAINT invoices_attempts CHECK (next_attempt_at IS NULL OR status = 'OPEN')
);
CREATE UNIQUE INDEX invoices_number_key ON invoices (tenant_id, series, number) WHERE number IS NOT NULL;
-- A period is invoiced once, whatever else goes wrong.
CREATE UNIQUE INDEX invoices_cycle_key ON invoices (tenant_id, subscription_id, cycle) WHERE cycle IS NOT NULL;
CREATE UNIQUE INDEX invoices_usage_cycle_key ON invoices (tenant_id, subscription_id, usage_cycle)
  WHERE usage_cycle IS NOT NULL;
CREATE INDEX invoices_created_at_idx ON invoices (tenant_id, created_at, id);
CREATE INDEX invoices_customer_idx ON invoices (tenant_id, customer_id, created_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX invoices_due_idx ON invoices (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

CREATE TABLE invoice_lines (
  tenant_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  position integer NOT NULL CHECK (position > 0),
  kind invoice_line_kind NOT NULL,
  description text NOT NULL CHECK (length(description) BETWEEN 1 AND 500),
  quantity bigint NOT NULL,
  -- Null where the line is no multiple of a price: prorated, or priced by the thousand.
  unit_price_minor bigint,
  amount_minor bigint NOT NULL,
  period_start timestamptz(3),
  period_end timestamptz(3),
  -- Of a USAGE line: the records of this metric and cycle of the invoice's subscription, and how many they are.
  metric text,
  usage_cycle integer,
  usage_records integer,
  PRIMARY KEY (tenant_id, invoice_id, position),
  CONSTRAINT invoice_lines_invoice_fkey FOREIGN KEY (tenant_id, invoice_id)
    REFERENCES invoices (tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT invoice_lines_usage CHECK ((kind = 'USAGE') = (metric IS NOT NULL AND usage_cycle IS NOT NULL)),
  CONSTRAINT invoice_lines_product CHECK (unit_price_minor IS NULL OR amount_minor = quantity * unit_price_minor)
);

-- Once it is open, an invoice says for ever what it said: only what was paid and credited of it moves.
CREATE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.status <> 'DRAFT' THEN
      RAISE EXCEPTION 'an invoice that was opened is never deleted' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.status = 'DRAFT' THEN
    IF NEW.status NOT IN ('DRAFT', 'OPEN', 'PAID') THEN
      RAISE EXCEPTION 'a draft becomes an open invoice first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT (OLD.status = NEW.status OR (OLD.status = 'OPEN' AND NEW.status IN ('PAID', 'VOID', 'UNCOLLECTIBLE'))
    OR (OLD.status = 'UNCOLLECTIBLE' AND NEW.status = 'PAID')) THEN
    RAISE EXCEPTION 'an invoice does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  IF (OLD.tenant_id, OLD.id, OLD.owner_id, OLD.customer_id, OLD.subscription_id, OLD.kind, OLD.series, OLD.number,
      OLD.currency, OLD.amount_minor, OLD.cycle, OLD.usage_cycle, OLD.period_start, OLD.period_end, OLD.memo,
      OLD.issued_at, OLD.due_at, OLD.created_at)
    IS DISTINCT FROM (NEW.tenant_id, NEW.id, NEW.owner_id, NEW.customer_id, NEW.subscription_id, NEW.kind, NEW.series,
      NEW.number, NEW.currency, NEW.amount_minor, NEW.cycle, NEW.usage_cycle, NEW.period_start, NEW.period_end,
      NEW.memo, NEW.issued_at, NEW.due_at, NEW.created_at) THEN
    RAISE EXCEPTION 'an invoice is never edited once it is open' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.paid_minor < OLD.paid_minor OR NEW.credited_minor < OLD.credited_minor THEN
    RAISE EXCEPTION 'what was paid or credited is not taken back' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoices_guard BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION guard_invoice();

CREATE FUNCTION guard_new_invoice() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'an invoice begins as a draft' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER invoices_begin BEFORE INSERT ON invoices FOR EACH ROW WHEN (NEW.status <> 'DRAFT')
EXECUTE FUNCTION guard_new_invoice();

-- The three below look at rows that the caller may not see, and so run as the owner. They run once a statement.
CREATE FUNCTION check_opened_invoices() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  wrong uuid;
BEGIN
  SELECT n.id INTO wrong FROM now_rows n
  JOIN was_rows w ON w.tenant_id = n.tenant_id AND w.id = n.id AND w.status = 'DRAFT' AND n.status <> 'DRAFT'
  CROSS JOIN LATERAL (
    SELECT sum(l.amount_minor) AS total FROM invoice_lines l WHERE l.tenant_id = n.tenant_id AND l.invoice_id = n.id
  ) AS lines
  WHERE lines.total IS DISTINCT FROM n.amount_minor LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the lines of invoice % do not add up to its amount', wrong USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER invoices_opened AFTER UPDATE ON invoices REFERENCING OLD TABLE AS was_rows NEW TABLE AS now_rows
FOR EACH STATEMENT EXECUTE FUNCTION check_opened_invoices();

CREATE FUNCTION check_added_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM now_rows l JOIN invoices i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id
    WHERE i.status <> 'DRAFT') THEN
    RAISE EXCEPTION 'lines are added to drafts only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER invoice_lines_added AFTER INSERT ON invoice_lines REFERENCING NEW TABLE AS now_rows
FOR EACH STATEMENT EXECUTE FUNCTION check_added_lines();

CREATE FUNCTION check_removed_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM was_rows l JOIN invoices i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id
    WHERE i.status <> 'DRAFT') THEN
    RAISE EXCEPTION 'lines are removed from drafts only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER invoice_lines_removed AFTER DELETE ON invoice_lines REFERENCING OLD TABLE AS was_rows
FOR EACH STATEMENT EXECUTE FUNCTION check_removed_lines();

CREATE FUNCTION refuse_line_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a line is replaced, not changed' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER invoice_lines_changed BEFORE UPDATE ON invoice_lines
FOR EACH STATEMENT EXECUTE FUNCTION refuse_line_change();

-- What takes back part of an invoice, since the invoice itself stays.
CREATE TABLE credit_notes (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  customer_id uuid,
  series text NOT NULL,
  number integer NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  -- The part that was no longer owed, and so was put to the payer's balance; the rest lowers what is owed.
  to_balance_minor bigint NOT NULL CHECK (to_balance_minor BETWEEN 0 AND amount_minor),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  created_by uuid,
  issued_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT credit_notes_invoice_fkey FOREIGN KEY (tenant_id, invoice_id)
    REFERENCES invoices (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE UNIQUE INDEX credit_notes_number_key ON credit_notes (tenant_id, series, number);
CREATE INDEX credit_notes_invoice_idx ON credit_notes (tenant_id, invoice_id);

-- Payments -----------------------------------------------------------------------------------------------------------

CREATE TABLE payments (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  attempt integer NOT NULL CHECK (attempt >= 0),
  status payment_status NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  -- What came although nothing was owed any more, and so was put to the payer's balance.
  to_balance_minor bigint NOT NULL DEFAULT 0 CHECK (to_balance_minor BETWEEN 0 AND amount_minor),
  provider text NOT NULL,
  payment_method text,
  provider_ref text,
  failure_code text,
  -- Until then whoever began the charge sees to it; after that anybody asks the provider again, under the same key.
  lease_until timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  settled_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT payments_invoice_fkey FOREIGN KEY (tenant_id, invoice_id)
    REFERENCES invoices (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT payments_settled CHECK ((status = 'PENDING') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX payments_pending_key ON payments (tenant_id, invoice_id) WHERE status = 'PENDING';
CREATE INDEX payments_invoice_idx ON payments (tenant_id, invoice_id, created_at);
CREATE INDEX payments_lease_idx ON payments (lease_until) WHERE lease_until IS NOT NULL;

-- Every event of a provider that was taken in, by the provider's own id: the second of two has no effect.
CREATE TABLE webhook_events (
  provider text NOT NULL,
  event_id text NOT NULL CHECK (length(event_id) BETWEEN 1 AND 200),
  type text NOT NULL,
  payment_id uuid NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  applied boolean NOT NULL,
  PRIMARY KEY (provider, event_id)
);

-- What the tenant's people are to be told. Written with what it tells of, and delivered afterwards.
CREATE TABLE notices (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('PAYMENT_FAILED', 'SUBSCRIPTION_CANCELLED')),
  invoice_id uuid NOT NULL,
  message text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  delivered_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT notices_invoice_fkey FOREIGN KEY (tenant_id, invoice_id)
    REFERENCES invoices (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE UNIQUE INDEX notices_once_key ON notices (tenant_id, invoice_id, kind);
CREATE INDEX notices_undelivered_idx ON notices (created_at) WHERE delivered_at IS NULL;

-- By how much billing's clock is ahead of the server's. Moved in development and in tests only.
CREATE TABLE clock (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  ahead_ms bigint NOT NULL DEFAULT 0 CHECK (ahead_ms >= 0)
);
INSERT INTO clock DEFAULT VALUES;

-- Who hears of it ----------------------------------------------------------------------------------------------------

CREATE FUNCTION tell_entitlements() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('tessera_entitlements', CASE WHEN TG_TABLE_NAME = 'plans' THEN '' ELSE NEW.tenant_id::text END);
  RETURN NULL;
END $$;
CREATE TRIGGER subscriptions_begun AFTER INSERT ON subscriptions FOR EACH ROW EXECUTE FUNCTION tell_entitlements();
CREATE TRIGGER subscriptions_told AFTER UPDATE ON subscriptions FOR EACH ROW
WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.plan_id <> NEW.plan_id) EXECUTE FUNCTION tell_entitlements();
CREATE TRIGGER plans_told AFTER UPDATE ON plans FOR EACH ROW EXECUTE FUNCTION tell_entitlements();

-- Row-level security -------------------------------------------------------------------------------------------------

SELECT tessera.platform_table('plans');
SELECT tessera.platform_table('webhook_events');
SELECT tessera.platform_table('clock');
SELECT tessera.tenant_table('payers');
SELECT tessera.tenant_table('credit_balances');
SELECT tessera.tenant_table('number_series');
SELECT tessera.tenant_table('subscriptions');
SELECT tessera.tenant_table('usage_records');
SELECT tessera.tenant_table('invoices');
SELECT tessera.tenant_table('invoice_lines');
SELECT tessera.tenant_table('credit_notes');
SELECT tessera.tenant_table('payments');
SELECT tessera.tenant_table('notices');

-- A MEMBER sees what it subscribed or invoiced itself, and what hangs on that.
SELECT tessera.owned_table('subscriptions', 'TenantSubscription');
SELECT tessera.owned_table('invoices', 'Invoice');
SELECT tessera.child_table('usage_records', 'subscription_id', 'subscriptions');
SELECT tessera.child_table('invoice_lines', 'invoice_id', 'invoices');
SELECT tessera.child_table('credit_notes', 'invoice_id', 'invoices');
SELECT tessera.child_table('payments', 'invoice_id', 'invoices');

-- The schedule works for every tenant, and so with the platform's role.
SELECT tessera.grant_platform('plans', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('webhook_events', 'SELECT, INSERT');
SELECT tessera.grant_platform('clock', 'SELECT, UPDATE');
SELECT tessera.grant_platform('credit_balances', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('number_series', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('subscriptions', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('invoices', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('invoice_lines', 'SELECT, INSERT');
SELECT tessera.grant_platform('payments', 'SELECT, INSERT, UPDATE');
SELECT tessera.grant_platform('notices', 'SELECT, INSERT, UPDATE');

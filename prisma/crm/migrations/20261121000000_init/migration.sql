CREATE TYPE customer_status AS ENUM ('PROSPECT', 'ACTIVE', 'INACTIVE');
CREATE TYPE lead_source AS ENUM ('WEBSITE', 'REFERRAL', 'CAMPAIGN', 'EVENT', 'PARTNER', 'OUTBOUND', 'OTHER');
CREATE TYPE lead_status AS ENUM ('NEW', 'CONTACTED', 'QUALIFIED', 'UNQUALIFIED', 'CONVERTED');
CREATE TYPE stage_kind AS ENUM ('OPEN', 'WON', 'LOST');
CREATE TYPE deal_status AS ENUM ('OPEN', 'WON', 'LOST');
CREATE TYPE interaction_type AS ENUM ('CALL', 'EMAIL', 'MEETING', 'NOTE');

CREATE TABLE customers (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  email text NOT NULL CHECK (length(email) <= 254 AND email = lower(email)),
  phone text CHECK (length(phone) <= 40),
  company text CHECK (length(company) <= 200),
  status customer_status NOT NULL DEFAULT 'ACTIVE',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX customers_email_key ON customers (tenant_id, email) WHERE deleted_at IS NULL;
CREATE INDEX customers_created_at_idx ON customers (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX customers_updated_at_idx ON customers (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX customers_name_idx ON customers (tenant_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX customers_owner_idx ON customers (tenant_id, owner_id, created_at, id) WHERE deleted_at IS NULL;

CREATE TABLE pipelines (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  is_default boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT pipelines_default_is_live CHECK (NOT (is_default AND deleted_at IS NOT NULL))
);
CREATE UNIQUE INDEX pipelines_name_key ON pipelines (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX pipelines_default_key ON pipelines (tenant_id) WHERE is_default;

CREATE TABLE pipeline_stages (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  pipeline_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  position integer NOT NULL CHECK (position >= 1),
  probability integer NOT NULL CHECK (probability BETWEEN 0 AND 100),
  kind stage_kind NOT NULL DEFAULT 'OPEN',
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  -- What deals refer to, so that a deal's stage is always one of its own pipeline.
  CONSTRAINT pipeline_stages_of_pipeline_key UNIQUE (tenant_id, pipeline_id, id),
  -- Deferred: a new order is written row by row.
  CONSTRAINT pipeline_stages_position_key UNIQUE (tenant_id, pipeline_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT pipeline_stages_pipeline_fkey FOREIGN KEY (tenant_id, pipeline_id)
    REFERENCES pipelines (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT pipeline_stages_end_probability CHECK (
    kind = 'OPEN' OR (kind = 'WON' AND probability = 100) OR (kind = 'LOST' AND probability = 0)
  )
);
CREATE UNIQUE INDEX pipeline_stages_end_key ON pipeline_stages (tenant_id, pipeline_id, kind) WHERE kind <> 'OPEN';

CREATE TABLE deals (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  pipeline_id uuid NOT NULL,
  stage_id uuid NOT NULL,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  probability integer NOT NULL CHECK (probability BETWEEN 0 AND 100),
  status deal_status NOT NULL DEFAULT 'OPEN',
  won_reason text CHECK (length(won_reason) <= 500),
  lost_reason text CHECK (length(lost_reason) <= 500),
  closed_at timestamptz(3),
  expected_close_date date,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT deals_customer_fkey FOREIGN KEY (tenant_id, customer_id)
    REFERENCES customers (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT deals_pipeline_fkey FOREIGN KEY (tenant_id, pipeline_id)
    REFERENCES pipelines (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT deals_stage_fkey FOREIGN KEY (tenant_id, pipeline_id, stage_id)
    REFERENCES pipeline_stages (tenant_id, pipeline_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT deals_outcome CHECK (
    (status = 'OPEN' AND closed_at IS NULL AND won_reason IS NULL AND lost_reason IS NULL)
    OR (status = 'WON' AND closed_at IS NOT NULL AND probability = 100 AND lost_reason IS NULL)
    OR (status = 'LOST' AND closed_at IS NOT NULL AND probability = 0 AND lost_reason IS NOT NULL AND won_reason IS NULL)
  )
);
CREATE INDEX deals_created_at_idx ON deals (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deals_customer_idx ON deals (tenant_id, customer_id, created_at, id);
CREATE INDEX deals_stage_idx ON deals (tenant_id, pipeline_id, stage_id);
CREATE INDEX deals_owner_idx ON deals (tenant_id, owner_id, created_at, id) WHERE deleted_at IS NULL;

CREATE TABLE leads (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  email text CHECK (length(email) <= 254 AND email = lower(email)),
  phone text CHECK (length(phone) <= 40),
  company text CHECK (length(company) <= 200),
  source lead_source NOT NULL DEFAULT 'OTHER',
  status lead_status NOT NULL DEFAULT 'NEW',
  score integer NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 100),
  converted_at timestamptz(3),
  customer_id uuid,
  deal_id uuid,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT leads_customer_fkey FOREIGN KEY (tenant_id, customer_id)
    REFERENCES customers (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT leads_deal_fkey FOREIGN KEY (tenant_id, deal_id)
    REFERENCES deals (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT leads_conversion CHECK (
    (status = 'CONVERTED') = (converted_at IS NOT NULL)
    AND (status = 'CONVERTED') = (customer_id IS NOT NULL)
    AND (status = 'CONVERTED') = (deal_id IS NOT NULL)
  )
);
CREATE INDEX leads_created_at_idx ON leads (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_score_idx ON leads (tenant_id, score, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_owner_idx ON leads (tenant_id, owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX leads_customer_idx ON leads (tenant_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE UNIQUE INDEX leads_deal_key ON leads (tenant_id, deal_id) WHERE deal_id IS NOT NULL;

CREATE TABLE interactions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  author_id uuid NOT NULL,
  customer_id uuid,
  lead_id uuid,
  deal_id uuid,
  type interaction_type NOT NULL,
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
  body text CHECK (length(body) <= 10000),
  occurred_at timestamptz(3) NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT interactions_on_one_record CHECK (num_nonnulls(customer_id, lead_id, deal_id) = 1),
  CONSTRAINT interactions_customer_fkey FOREIGN KEY (tenant_id, customer_id)
    REFERENCES customers (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT interactions_lead_fkey FOREIGN KEY (tenant_id, lead_id)
    REFERENCES leads (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT interactions_deal_fkey FOREIGN KEY (tenant_id, deal_id)
    REFERENCES deals (tenant_id, id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE INDEX interactions_occurred_at_idx ON interactions (tenant_id, occurred_at, id) WHERE deleted_at IS NULL;
CREATE INDEX interactions_customer_idx ON interactions (tenant_id, customer_id, occurred_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX interactions_lead_idx ON interactions (tenant_id, lead_id, occurred_at, id) WHERE lead_id IS NOT NULL;
CREATE INDEX interactions_deal_idx ON interactions (tenant_id, deal_id, occurred_at, id) WHERE deal_id IS NOT NULL;

SELECT tessera.tenant_table('customers');
SELECT tessera.tenant_table('pipelines');
SELECT tessera.tenant_table('pipeline_stages');
SELECT tessera.tenant_table('deals');
SELECT tessera.tenant_table('leads');
SELECT tessera.tenant_table('interactions');

-- Makes record_grants too.
SELECT tessera.owned_table('customers', 'Customer');
SELECT tessera.owned_table('deals', 'Deal');
SELECT tessera.owned_table('leads', 'Lead');

SELECT tessera.child_table('interactions', 'customer_id', 'customers');
SELECT tessera.child_table('interactions', 'deal_id', 'deals');
SELECT tessera.child_table('interactions', 'lead_id', 'leads');

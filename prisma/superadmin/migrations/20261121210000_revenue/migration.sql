-- What the platform has invoiced each tenant in each month, less what it has credited in it.
CREATE TABLE revenue_by_month (
  tenant_id uuid NOT NULL,
  month text NOT NULL CHECK (month ~ '^\d{4}-\d{2}$'),
  currency text NOT NULL,
  amount_minor numeric(30, 0) NOT NULL,
  PRIMARY KEY (tenant_id, month, currency)
);

SELECT tessera.tenant_table('revenue_by_month');
SELECT tessera.grant_platform('revenue_by_month', 'SELECT, INSERT, UPDATE, DELETE');

DO $$
BEGIN
  -- A tenant reads what the platform knows of it, and writes none of it.
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON revenue_by_month FROM %I', tessera.role_name('app'));
END $$;

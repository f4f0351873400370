import { adminConfig, serverFromUrl } from '@tessera/platform';
import { createTestDatabase, testServerUrl, type TestDatabase } from '@tessera/testkit';
import { Client } from 'pg';
import { v7 } from 'uuid';

/** What the measured query reads: this many customers of one tenant, each with this many deals. */
export const PAGE = 20;
export const DEALS_EACH = 3;
const CUSTOMERS_EACH = 200;
const TENANTS = 25;

export interface BenchDatabase extends TestDatabase {
  readonly tenants: readonly string[];
  /** Who asks: an owner, who reads every row of the tenant. */
  readonly userId: string;
  /** Whom no policy holds back. */
  readonly superuser: { readonly user: string | undefined; readonly password: string | null | undefined };
}

/** The crm's own tables and policies, with the rows of several tenants, so that a policy has something to hold back. */
export async function fillDatabase(): Promise<BenchDatabase> {
  const database = await createTestDatabase('crm');
  const tenants = Array.from({ length: TENANTS }, () => v7());
  const userId = v7();
  await database.sql(FILL, [tenants, userId, CUSTOMERS_EACH, DEALS_EACH]);
  await database.sql('VACUUM ANALYZE');
  const { user, password } = new Client(adminConfig(serverFromUrl(testServerUrl()), database.address.database));
  return { ...database, tenants, userId, superuser: { user, password } };
}

/** One statement, so that the triggers that write the event log stay off for it alone. */
const FILL = `
WITH quiet AS MATERIALIZED (SELECT set_config('session_replication_role', 'replica', true)),
tenant AS MATERIALIZED (SELECT unnest($1::uuid[]) AS id FROM quiet),
pipeline AS (
  INSERT INTO pipelines (tenant_id, id, name, is_default)
  SELECT id, gen_random_uuid(), 'Sales', true FROM tenant RETURNING tenant_id, id
),
stage AS (
  INSERT INTO pipeline_stages (tenant_id, id, pipeline_id, name, position, probability)
  SELECT tenant_id, gen_random_uuid(), id, 'New', 1, 10 FROM pipeline RETURNING tenant_id, id, pipeline_id
),
customer AS (
  INSERT INTO customers (tenant_id, id, owner_id, name, email, company, created_at)
  SELECT tenant.id, gen_random_uuid(), $2::uuid, 'Customer ' || n, 'customer' || n || '@example.com', 'Company ' || n % 7,
    now() - n * interval '1 minute'
  FROM tenant, generate_series(1, $3::int) AS n
  RETURNING tenant_id, id, created_at
)
INSERT INTO deals (tenant_id, id, owner_id, customer_id, pipeline_id, stage_id, title, amount_minor, currency, probability,
  created_at)
SELECT tenant_id, gen_random_uuid(), $2::uuid, customer.id, stage.pipeline_id, stage.id, 'Deal ' || n, n * 125000, 'EUR', 10,
  customer.created_at + n * interval '1 second'
FROM customer JOIN stage USING (tenant_id), generate_series(1, $4::int) AS n`;

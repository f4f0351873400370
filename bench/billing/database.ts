import type { TestDatabase } from '@tessera/testkit';

/** When every subscription's period ends. */
export const PERIOD_END = '2026-02-01T00:00:00Z';

/** The n-th id of a kind, in order: a tenant's rows lie together in every index, as with ids made by time. */
const id = (kind: string) => `('0199${kind}-' || lpad(to_hex(n >> 16), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;

/**
 * Lays down so many subscriptions, one a tenant, at the end of a period in which each has reported usage that many
 * times. Reports lie in the order of time, and so those of one subscription far apart, as they come to lie in service.
 */
export async function layDown({ sql }: TestDatabase, subscriptions: number, records: number): Promise<void> {
  await sql(`INSERT INTO subscriptions (tenant_id, id, plan_id, status, quantity, currency, amount_minor, anchor_at, period_index,
      cycle, period_start, period_end, dunning_end, next_action_at)
    SELECT ${id('aaaa')}, ${id('bbbb')}, p.id, 'ACTIVE', 1 + n % 5, p.currency, p.price_minor * (1 + n % 5), '2026-01-01T00:00:00Z', 0, 0,
      '2026-01-01T00:00:00Z', $2, p.dunning_end, $2
    FROM generate_series(1, $1) n JOIN plans p ON p.code = 'professional'`, [subscriptions, PERIOD_END]);
  await sql(`INSERT INTO payers (tenant_id, id, payment_method) SELECT ${id('aaaa')}, ${id('aaaa')}, 'test_ok' FROM generate_series(1, $1) n`, [subscriptions]);
  // Indexes are made afterwards, and the foreign key is not asked ten million times: it holds by construction.
  await sql('ALTER TABLE usage_records DISABLE TRIGGER ALL');
  await sql('ALTER TABLE usage_records DROP CONSTRAINT usage_records_pkey');
  await sql('DROP INDEX usage_records_billing_idx');
  await sql(`INSERT INTO usage_records (tenant_id, idempotency_key, id, subscription_id, cycle, metric, quantity, occurred_at, recorded_at, stamped)
    SELECT ids.tenant_id, t.key, ids.id, ids.id, 0,
      CASE t.part % 4 WHEN 0 THEN 'storage_gb' ELSE 'api_calls' END, 1 + (ids.n * 31 + t.part * 17) % 4000, t.at, t.at, false
    FROM (SELECT part, 'report ' || part AS key, '2026-01-01T00:00:00Z'::timestamptz + part * interval '7 hours' AS at
      FROM generate_series(1, $2) part) t
    CROSS JOIN (SELECT n, ${id('aaaa')} AS tenant_id, ${id('bbbb')} AS id FROM generate_series(1, $1) n) ids`, [subscriptions, records]);
  // One text, and so one connection, which keeps its setting.
  await sql(`SET maintenance_work_mem = '1GB';
    ALTER TABLE usage_records ADD CONSTRAINT usage_records_pkey PRIMARY KEY (tenant_id, idempotency_key);
    CREATE INDEX usage_records_billing_idx ON usage_records (tenant_id, subscription_id, cycle, metric)
      INCLUDE (quantity, occurred_at);
    ALTER TABLE usage_records ENABLE TRIGGER ALL;
    ANALYZE`);
  await sql('VACUUM usage_records');
}

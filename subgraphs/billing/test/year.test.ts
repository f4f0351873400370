import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, addMonths } from '../src/domain/calendar.ts';
import { priceUsage } from '../src/domain/usage-price.ts';
import { changeSubscription } from '../src/services/subscriptions/change-subscription.ts';
import { expectBalanced, readBooks, type Books } from './support/balance.ts';
import { idOf, openBillingWorld, type BillingWorld } from './support/world.ts';

const SUBSCRIPTIONS = 1_000;
const CHANGES_A_MONTH = 5;
/** Not every month has such a day. */
const BEGIN = new Date('2026-01-31T08:00:00Z');
const USED = 12_345;

/**
 * A year of 1,000 tenants: half begin with a trial, every month some change their plan, every period has usage of two
 * reports, every hundredth has a card that is declined, every fiftieth one that fails twice.
 */
describe('a year of billing for 1,000 subscriptions', () => {
  let world: BillingWorld;
  let books: Books;
  let changes = 0;

  beforeAll(async () => {
    world = await openBillingWorld(BEGIN.toISOString());
    await lay(world);
    const started = performance.now();
    for (let month = 0; month < 12; month += 1) {
      const begin = addMonths(BEGIN, month);
      // The days on which renewals, the ends of trials and each retry of a payment fall.
      for (const day of [0, 1, 4, 9, 14, 15, 16, 18, 23]) await world.runAt(addDays(begin, day));
      await reportUsage(world, month);
      changes += await changePlans(world, month);
    }
    for (const day of [0, 1, 4]) await world.runAt(addDays(addMonths(BEGIN, 12), day));
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`A year of billing for 1,000 subscriptions took ${seconds.toFixed(1)} s.\n`);
    books = await readBooks(world);
  }, 170_000);
  afterAll(() => world.close());

  it('balances to the cent: what was charged was paid, is open, was written off or is in hand', async () => {
    expect(books).toEqual(await expectBalanced(world));
    for (const share of [books.paid, books.writtenOff]) expect(share > 0n).toBe(true);
    expect(world.failures).toEqual([]);
  });

  it('has one invoice for each period of each subscription, and none twice', async () => {
    const [count] = await world.sql<{ wrong: number; periods: number }>(`
      SELECT count(*) FILTER (WHERE found.invoices + found.changes <> s.cycle)::int AS wrong, sum(found.invoices)::int AS periods
      FROM subscriptions s CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE i.kind = 'RENEWAL') AS invoices, count(*) FILTER (WHERE i.kind = 'CHANGE') AS changes
        FROM invoices i WHERE i.tenant_id = s.tenant_id) AS found`);
    expect(count!.wrong).toBe(0);
    expect(count!.periods).toBeGreaterThan(12_000);
  });

  it('comes back to the 31st after each shorter month', async () => {
    const ends = await world.sql<{ day: string }>(`
      SELECT DISTINCT to_char(period_end AT TIME ZONE 'UTC', 'MM-DD HH24:MI') AS day FROM invoices
      WHERE kind = 'RENEWAL' AND tenant_id IN (SELECT tenant_id FROM subscriptions WHERE trial_end IS NULL) ORDER BY 1`);
    expect(ends.map(({ day }) => day.slice(0, 5))).toEqual([
      '01-31', '02-28', '03-31', '04-30', '05-31', '06-30', '07-31', '08-31', '09-30', '10-31', '11-30', '12-31',
    ]);
  });

  it('bills every report of usage, once', async () => {
    const price = { metric: 'api_calls', included: 10_000, priceMinor: 5, perUnits: 1000 };
    const [billed] = await world.sql<{ wrong: number; lines: number }>(`
      SELECT count(*) FILTER (WHERE quantity <> $1 OR usage_records <> 2 OR amount_minor <> $2)::int AS wrong, count(*)::int AS lines
      FROM invoice_lines l WHERE kind = 'USAGE' AND description = 'Usage: api_calls, 10000 included'`, [USED, Number(priceUsage(price, BigInt(USED)))]);
    expect(billed!.wrong).toBe(0);
    expect(billed!.lines).toBeGreaterThan(8_000);
    const [unbilled] = await world.sql<{ periods: number }>(`
      SELECT count(*)::int AS periods FROM (SELECT DISTINCT tenant_id, subscription_id, cycle FROM usage_records) u
      JOIN subscriptions s ON s.tenant_id = u.tenant_id AND s.id = u.subscription_id
      WHERE u.cycle < s.cycle AND NOT s.closed_cycles @> jsonb_build_array(jsonb_build_object('cycle', u.cycle)) AND NOT EXISTS (
        SELECT FROM invoices i JOIN invoice_lines l ON l.tenant_id = i.tenant_id AND l.invoice_id = i.id
        WHERE i.tenant_id = u.tenant_id AND i.subscription_id = u.subscription_id AND l.usage_cycle = u.cycle)`);
    expect(unbilled!.periods).toBe(0);
  });

  it('has an invoice for each change of plan', async () => {
    const [made] = await world.sql<{ count: number }>("SELECT count(*)::int FROM invoices WHERE kind = 'CHANGE'");
    expect(made!.count).toBe(changes);
    expect(changes).toBe(12 * CHANGES_A_MONTH);
  });

  it('duns who does not pay to the end, and nobody else', async () => {
    const rows = await world.sql(`
      SELECT p.payment_method AS method, s.status::text, count(*)::int, max(told.notices)::int AS told FROM subscriptions s
      JOIN payers p USING (tenant_id)
      CROSS JOIN LATERAL (SELECT count(*) AS notices FROM notices n WHERE n.tenant_id = s.tenant_id AND n.kind = 'PAYMENT_FAILED') AS told
      GROUP BY 1, 2 ORDER BY 1, 2`);
    expect(rows).toEqual([
      { method: 'test_declined', status: 'CANCELLED', count: 10, told: 1 },
      { method: 'test_fails_2', status: 'ACTIVE', count: 10, told: expect.any(Number) },
      { method: 'test_ok', status: 'ACTIVE', count: 980, told: 0 },
    ]);
  });
});

async function lay({ sql }: BillingWorld): Promise<void> {
  await sql(`INSERT INTO payers (tenant_id, id, payment_method)
    SELECT id, id, CASE WHEN n % 100 = 1 THEN 'test_declined' WHEN n % 100 = 2 THEN 'test_fails_2' ELSE 'test_ok' END
    FROM (SELECT n, ${idOf('tenant')} AS id FROM generate_series(1, $1) n) t`, [SUBSCRIPTIONS]);
  // Subscribed a moment ago: the first period, or the trial, ends with the story's beginning.
  await sql(`INSERT INTO subscriptions (tenant_id, id, plan_id, status, quantity, currency, amount_minor, anchor_at, period_index,
      cycle, period_start, period_end, trial_end, dunning_end, next_action_at)
    SELECT ${idOf('tenant')}, ${idOf('subscription')}, p.id, 'TRIALING', 1 + n % 7, p.currency,
      p.price_minor * (1 + n % 7), $2::timestamptz - interval '14 days', 0, 0, $2::timestamptz - interval '14 days',
      CASE WHEN n % 2 = 0 THEN $2::timestamptz ELSE $2::timestamptz + interval '14 days' END,
      CASE WHEN n % 2 = 0 THEN NULL ELSE $2::timestamptz + interval '14 days' END, p.dunning_end,
      CASE WHEN n % 2 = 0 THEN $2::timestamptz ELSE $2::timestamptz + interval '14 days' END
    FROM generate_series(1, $1) n JOIN plans p ON p.code = 'starter'`, [SUBSCRIPTIONS, BEGIN.toISOString()]);
}

/** Two reports for each period that is open, as the service itself stamps them. */
async function reportUsage({ sql, clock }: BillingWorld, month: number): Promise<void> {
  await sql(`INSERT INTO usage_records (tenant_id, idempotency_key, id, subscription_id, cycle, metric, quantity, occurred_at, recorded_at, stamped)
    SELECT s.tenant_id, 'month ' || $1 || ' ' || part, gen_random_uuid(), s.id, s.cycle, 'api_calls',
      CASE part WHEN 1 THEN 10000 ELSE $3 - 10000 END, $2, $2, false
    FROM subscriptions s CROSS JOIN generate_series(1, 2) part WHERE s.status <> 'CANCELLED'`, [month, clock.now().toISOString(), USED]);
}

async function changePlans(world: BillingWorld, month: number): Promise<number> {
  const planId = await world.planId('professional');
  const rows = await world.sql<{ tenant_id: string; id: string; version: number }>(`
    SELECT tenant_id, id, version FROM subscriptions WHERE status = 'ACTIVE' AND plan_id <> $1
    ORDER BY md5(id::text || $2) LIMIT $3`, [planId, String(month), CHANGES_A_MONTH]);
  for (const { tenant_id: tenantId, id, version } of rows) {
    await changeSubscription(world.scopeOf(tenantId), id, version, { planId, quantity: 1 + (month % 3) });
  }
  return rows.length;
}

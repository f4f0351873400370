import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, REPOSITORY, startProcess, type TestProcess } from '@tessera/testkit';
import { join } from 'node:path';
import { CHARGE_LEASE_MS } from '../src/services/payments/begin-charges.ts';
import { expectBalanced } from './support/balance.ts';
import { idOf, openBillingWorld, type BillingWorld } from './support/world.ts';

const SUBSCRIPTIONS = 120;
const KILLS = 5;
const MONTHS = 3;
const NOW = new Date('2026-04-10T00:00:00Z');

/**
 * Two replicas work off three months that were left alone, and are killed again and again, wherever they are. Every third
 * card is declined.
 */
describe('a schedule that is killed at any moment', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await openBillingWorld(NOW.toISOString());
    await lay(world);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const replicas = [start(NOW), start(NOW)];
      await Promise.all(replicas.map(working));
      // Each time later into the work, so that every part of it is met.
      await new Promise((resolve) => setTimeout(resolve, 25 * kill));
      await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')));
    }
    // What a killed process has begun at the provider is left to it for a while, and then taken over.
    for (const now of [NOW, new Date(NOW.getTime() + 2 * CHARGE_LEASE_MS)]) {
      const last = [start(now), start(now)];
      expect(await Promise.all(last.map(({ ended }) => ended))).toEqual([0, 0]);
    }
  }, 120_000);
  afterAll(() => world.close());

  function start(now: Date): TestProcess {
    const { address, passwords } = world;
    const program = join(import.meta.dirname, 'processes/schedule-program.ts');
    return startProcess([program, JSON.stringify({ address, passwords, now })], { PATH: process.env['PATH'] }, REPOSITORY);
  }

  it('has ended every period once', async () => {
    const periods = await world.sql(`
      SELECT s.cycle, count(*)::int AS subscriptions, max(made.invoices)::int AS most, min(made.invoices)::int AS least
      FROM subscriptions s CROSS JOIN LATERAL (
        SELECT count(*) AS invoices FROM invoices i WHERE i.tenant_id = s.tenant_id AND i.subscription_id = s.id) AS made
      GROUP BY s.cycle`);
    expect(periods).toEqual([{ cycle: MONTHS, subscriptions: SUBSCRIPTIONS, most: MONTHS, least: MONTHS }]);
  });

  it('has tried each payment once: the provider has a charge for every attempt, and for no other', async () => {
    const [tried] = await world.sql(`
      SELECT count(*)::int AS payments, count(DISTINCT (invoice_id, attempt))::int AS attempts, count(b.key)::int AS charges,
        count(*) FILTER (WHERE status = 'PENDING')::int AS pending, (SELECT count(*)::int FROM charge_book) AS booked
      FROM payments p LEFT JOIN charge_book b ON b.key = p.id`);
    const all = SUBSCRIPTIONS * MONTHS;
    expect(tried).toEqual({ payments: all, attempts: all, charges: all, pending: 0, booked: all });
  });

  it('has told of each failure once, and set the next attempt', async () => {
    const [failed] = await world.sql(`
      SELECT count(*)::int AS invoices, count(n.id)::int AS notices, count(i.next_attempt_at)::int AS again,
        (SELECT count(*)::int FROM notices) AS all
      FROM invoices i LEFT JOIN notices n ON n.tenant_id = i.tenant_id AND n.invoice_id = i.id WHERE i.status = 'OPEN'`);
    const declined = (SUBSCRIPTIONS / 3) * MONTHS;
    expect(failed).toEqual({ invoices: declined, notices: declined, again: declined, all: declined });
  });

  it('balances', async () => {
    const { paid, open } = await expectBalanced(world);
    expect(paid).toBe(2n * open);
  });
});

/** Resolves once the program works, or has ended because there was nothing left to do. */
async function working(replica: TestProcess): Promise<void> {
  await eventually(async () => replica.output().includes('working') || replica.child.exitCode !== null, {
    everyMs: 5,
    describe: () => `The schedule did not start:\n${replica.output()}`,
  });
}

async function lay({ sql, address }: BillingWorld): Promise<void> {
  await sql('CREATE TABLE charge_book (key uuid PRIMARY KEY, tenant_id uuid NOT NULL)');
  await sql(`GRANT SELECT, INSERT ON charge_book TO ${address.rolePrefix}_platform`);
  await sql(`INSERT INTO payers (tenant_id, id, payment_method)
    SELECT id, id, CASE WHEN n % 3 = 0 THEN 'test_declined' ELSE 'test_ok' END
    FROM (SELECT n, ${idOf('tenant')} AS id FROM generate_series(1, $1) n) t`, [SUBSCRIPTIONS]);
  await sql(`INSERT INTO subscriptions (tenant_id, id, plan_id, status, quantity, currency, amount_minor, anchor_at, period_index,
      cycle, period_start, period_end, dunning_end, next_action_at)
    SELECT ${idOf('tenant')}, ${idOf('subscription')}, p.id, 'ACTIVE', 1, p.currency, p.price_minor, '2026-01-05T00:00:00Z', 0, 0,
      '2026-01-05T00:00:00Z', '2026-02-05T00:00:00Z', p.dunning_end, '2026-02-05T00:00:00Z'
    FROM generate_series(1, $1) n JOIN plans p ON p.code = 'starter'`, [SUBSCRIPTIONS]);
}

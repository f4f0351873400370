import { endPeriod, type PeriodEnd, type Scheduled } from '../../domain/renewal.ts';
import type { UsagePrice } from '../../domain/usage-price.ts';
import { asRows } from '../rows.ts';
import type { Db, Transaction } from '../scope.ts';
import { openDrafts, storeDrafts, type InvoiceDraft } from './open-invoices.ts';
import { sumUsage } from './sum-usage.ts';

/** A subscription whose period is over, with what its plan says. */
interface Due extends Scheduled {
  readonly tenantId: string;
  readonly id: string;
  readonly ownerId: string | null;
  readonly currency: string;
  readonly planName: string;
  readonly priceMinor: bigint;
  readonly intervalMonths: number;
  readonly usagePrices: readonly UsagePrice[];
}

const TIMEOUT_MS = 60_000;

/**
 * Ends the periods of at most `limit` subscriptions that are due, and makes and opens their invoices, all in one
 * transaction: whoever is killed within it has done nothing, and whoever comes after it finds nothing left to do. Rows
 * that another replica holds are passed over. The number of statements does not depend on the number of subscriptions.
 * @returns how many there were
 */
export async function endPeriods(db: Db, now: Date, limit: number): Promise<number> {
  return db.transaction(
    async (tx) => {
      const due = await claimDue(tx, now, limit);
      if (due.length === 0) return 0;
      const usage = await sumUsage(tx, due);
      const ends = due.map((subscription, index) => {
        return { subscription, end: endPeriod(subscription, planOf(subscription), usage[index] ?? []) };
      });
      const drafts = await storeDrafts(tx, ends.flatMap(draftOf), now);
      await openDrafts(tx, drafts, now);
      await moveOn(tx, ends, now);
      return due.length;
    },
    { timeoutMs: TIMEOUT_MS, retry: 3 },
  );
}

/** The subscription's row lock is the claim: it ends with the transaction, whichever way. */
function claimDue(tx: Transaction, now: Date, limit: number): Promise<Due[]> {
  return tx.$queryRaw<Due[]>`
    SELECT s.tenant_id AS "tenantId", s.id, s.owner_id AS "ownerId", s.status::text AS status, s.quantity, s.currency,
      s.anchor_at AS "anchorAt", s.period_index AS "periodIndex", s.cycle, s.closed_cycles AS "closedCycles",
      s.period_start AS "periodStart",
      s.period_end AS "periodEnd", s.cancel_at_period_end AS "cancelAtPeriodEnd",
      p.name AS "planName", p.price_minor AS "priceMinor", p.interval_months AS "intervalMonths",
      p.usage_prices AS "usagePrices"
    FROM subscriptions s JOIN plans p ON p.id = s.plan_id
    WHERE s.next_action_at <= ${now.toISOString()}::timestamptz
    ORDER BY s.next_action_at LIMIT ${limit} FOR UPDATE OF s SKIP LOCKED`;
}

interface Ended {
  readonly subscription: Due;
  readonly end: PeriodEnd;
}

function planOf({ planName: name, priceMinor, intervalMonths, usagePrices }: Due) {
  return { name, priceMinor, intervalMonths, usagePrices };
}

function draftOf({ subscription, end: { invoice } }: Ended): InvoiceDraft[] {
  if (!invoice) return [];
  const { tenantId, id: subscriptionId, ownerId, currency } = subscription;
  return [{ tenantId, subscriptionId, ownerId, currency, customerId: null, memo: null, ...invoice }];
}

async function moveOn(tx: Transaction, ends: readonly Ended[], now: Date): Promise<void> {
  const rows = ends.map(({ subscription: { tenantId, id }, end: { status, place } }) => {
    const { anchorAt, periodIndex, cycle, periodStart, periodEnd } = place;
    const nextActionAt = status === 'CANCELLED' ? null : periodEnd;
    return { tenantId, id, status, anchorAt, periodIndex, cycle, periodStart, periodEnd, nextActionAt };
  });
  await tx.$executeRaw`
    UPDATE subscriptions s SET status = e.status, anchor_at = e."anchorAt", period_index = e."periodIndex",
      cycle = e.cycle, closed_cycles = '[]', period_start = e."periodStart", period_end = e."periodEnd", next_action_at = e."nextActionAt",
      cancelled_at = CASE WHEN e.status = 'CANCELLED' THEN s.period_end END,
      version = s.version + 1, updated_at = ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS e (
      "tenantId" uuid, id uuid, status subscription_status, "anchorAt" timestamptz, "periodIndex" integer, cycle integer,
      "periodStart" timestamptz, "periodEnd" timestamptz, "nextActionAt" timestamptz)
    WHERE s.tenant_id = e."tenantId" AND s.id = e.id`;
}

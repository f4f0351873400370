import { v7 } from 'uuid';
import { addDays, type Period } from '../../domain/calendar.ts';
import { DAYS_TO_PAY } from '../../domain/dunning.ts';
import { settleWithBalance, type DraftLine } from '../../domain/invoice-draft.ts';
import { seriesFor } from '../../domain/invoice-number.ts';
import { sum } from '../../domain/money.ts';
import { asRows } from '../rows.ts';
import type { Transaction } from '../scope.ts';
import { giveNumbers } from './give-numbers.ts';
import { lockBalances, putBalances, type Purse } from './credit-balances.ts';

/** An invoice that is to be made. */
export interface InvoiceDraft {
  readonly tenantId: string;
  readonly ownerId: string | null;
  /** Null: the payer is the tenant itself. */
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  readonly kind: 'RENEWAL' | 'CHANGE' | 'FINAL' | 'MANUAL';
  readonly currency: string;
  readonly cycle: number | null;
  readonly usageCycle: number | null;
  readonly period: Period | null;
  readonly memo: string | null;
  readonly lines: readonly DraftLine[];
}

/** A draft that stands in the database, under its id. */
export interface StoredDraft extends InvoiceDraft {
  readonly id: string;
}

/** Stores drafts with their lines: two statements, however many they are. */
export async function storeDrafts(tx: Transaction, drafts: readonly InvoiceDraft[], now: Date): Promise<StoredDraft[]> {
  const stored = drafts.map((draft) => ({ ...draft, id: v7() }));
  const rows = stored.map(({ lines, period, ...draft }) => {
    const total = sum(lines.map((line) => line.amountMinor));
    return { ...draft, amountMinor: total > 0n ? total : 0n, periodStart: period?.start, periodEnd: period?.end };
  });
  await tx.$executeRaw`
    INSERT INTO invoices (tenant_id, id, owner_id, customer_id, subscription_id, kind, currency, amount_minor, cycle,
      usage_cycle, period_start, period_end, memo, created_at, updated_at)
    SELECT "tenantId", id, "ownerId", "customerId", "subscriptionId", kind, currency, "amountMinor", cycle,
      "usageCycle", "periodStart", "periodEnd", memo, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS draft (
      "tenantId" uuid, id uuid, "ownerId" uuid, "customerId" uuid, "subscriptionId" uuid, kind invoice_kind, currency text,
      "amountMinor" bigint, cycle integer, "usageCycle" integer, "periodStart" timestamptz, "periodEnd" timestamptz, memo text)`;
  await storeLines(tx, stored.flatMap(({ tenantId, id, lines }) => lines.map((line, index) => ({ tenantId, id, line, index }))));
  return stored;
}

interface PlacedLine {
  readonly tenantId: string;
  /** The invoice's. */
  readonly id: string;
  readonly line: DraftLine;
  /** From 0. */
  readonly index: number;
}

/** Adds lines to drafts. */
export async function storeLines(tx: Transaction, placed: readonly PlacedLine[]): Promise<void> {
  if (placed.length === 0) return;
  const rows = placed.map(({ tenantId, id, index, line: { period, usage, ...line } }) => ({
    ...line, tenantId, invoiceId: id, position: index + 1, periodStart: period?.start, periodEnd: period?.end,
    metric: usage?.metric, usageCycle: usage?.cycle, usageRecords: usage?.records,
  }));
  await tx.$executeRaw`
    INSERT INTO invoice_lines (tenant_id, invoice_id, position, kind, description, quantity, unit_price_minor,
      amount_minor, period_start, period_end, metric, usage_cycle, usage_records)
    SELECT "tenantId", "invoiceId", position, kind, description, quantity, "unitPriceMinor", "amountMinor", "periodStart",
      "periodEnd", metric, "usageCycle", "usageRecords"
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS line (
      "tenantId" uuid, "invoiceId" uuid, position integer, kind invoice_line_kind, description text, quantity bigint,
      "unitPriceMinor" bigint, "amountMinor" bigint, "periodStart" timestamptz, "periodEnd" timestamptz, metric text,
      "usageCycle" integer, "usageRecords" integer)`;
}

/**
 * Opens drafts: settles them with their payers' balances, gives them their numbers, and says when they are due and when
 * the first payment is tried. What nothing is owed for is paid at once. A handful of statements, however many they are.
 */
export async function openDrafts(tx: Transaction, drafts: readonly StoredDraft[], now: Date): Promise<void> {
  if (drafts.length === 0) return;
  const purses = drafts.map(purseOf);
  const balances = await lockBalances(tx, purses);
  const settled = drafts.map((draft, index) => {
    const purse = purses[index] ?? purseOf(draft);
    const outcome = settleWithBalance(draft.lines, balances.of(purse));
    balances.set(purse, outcome.balanceMinor);
    return { draft, ...outcome };
  });
  await storeLines(tx, settled.flatMap(({ draft: { tenantId, id, lines: given }, lines }) => {
    return lines.slice(given.length).map((line, index) => ({ tenantId, id, line, index: given.length + index }));
  }));
  const wanted = drafts.map(({ tenantId, customerId }) => ({ tenantId, series: seriesFor(customerId).invoice }));
  const numbers = await giveNumbers(tx, wanted);
  const rows = settled.map(({ draft, totalMinor }, index) => {
    const { tenantId, id, customerId } = draft;
    const isDunned = customerId === null;
    return { tenantId, id, totalMinor, isDunned, ...numbers[index] };
  });
  await openRows(tx, rows, now);
  await putBalances(tx, balances);
}

/** Who pays an invoice, in which money. */
function purseOf({ tenantId, customerId, currency }: InvoiceDraft): Purse {
  return { tenantId, payerId: customerId ?? tenantId, currency };
}

async function openRows(tx: Transaction, rows: readonly object[], now: Date): Promise<void> {
  const later = addDays(now, DAYS_TO_PAY).toISOString();
  const at = now.toISOString();
  await tx.$executeRaw`
    UPDATE invoices i SET
      status = CASE WHEN o."totalMinor" = 0 THEN 'PAID' ELSE 'OPEN' END::invoice_status,
      amount_minor = o."totalMinor", series = o.series, number = o.number,
      issued_at = ${at}::timestamptz, updated_at = ${at}::timestamptz, version = i.version + 1,
      paid_at = CASE WHEN o."totalMinor" = 0 THEN ${at}::timestamptz END,
      due_at = CASE WHEN p.payment_method IS NULL THEN ${later} ELSE ${at} END::timestamptz,
      next_attempt_at = CASE WHEN o."totalMinor" = 0 OR NOT o."isDunned" THEN NULL
        WHEN p.payment_method IS NULL THEN ${later} ELSE ${at} END::timestamptz
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS o (
      "tenantId" uuid, id uuid, "totalMinor" bigint, "isDunned" boolean, series text, number integer)
    LEFT JOIN payers p ON p.tenant_id = o."tenantId" AND p.id = o."tenantId" AND o."isDunned"
    WHERE i.tenant_id = o."tenantId" AND i.id = o.id`;
}

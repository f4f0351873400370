import { v7 } from 'uuid';
import type { DunningEnd } from '../../domain/dunning.ts';
import type { InvoiceStatus } from '../../domain/invoice-state.ts';
import { numberText } from '../../domain/invoice-number.ts';
import type { PaymentStatus } from '../../domain/payment-state.ts';
import { settle, type Settlement } from '../../domain/settlement.ts';
import { addToBalances } from '../run/credit-balances.ts';
import { asRows } from '../rows.ts';
import type { Transaction } from '../scope.ts';
import { moveSubscriptions } from './move-subscriptions.ts';

/** What was heard of a payment. */
export interface PaymentNews {
  readonly tenantId: string;
  readonly paymentId: string;
  readonly status: 'FAILED' | 'SUCCEEDED';
  readonly ref: string | null;
  readonly failureCode: string | null;
}

interface KnownRow {
  readonly tenantId: string;
  readonly paymentId: string;
  readonly status: PaymentStatus;
  readonly paymentMinor: bigint;
  readonly invoiceId: string;
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  readonly currency: string;
  readonly series: string;
  readonly number: number;
  readonly invoiceStatus: InvoiceStatus;
  readonly amountMinor: bigint;
  readonly paidMinor: bigint;
  readonly creditedMinor: bigint;
  readonly attempts: number;
  readonly dunningEnd: DunningEnd | null;
}

/** A payment that has moved, and what follows from it. */
export interface Moved {
  readonly known: KnownRow;
  readonly news: PaymentNews;
  readonly settlement: Settlement;
}

/**
 * Takes in news of payments: settles or dunns their invoices, moves the subscriptions behind them and writes what the
 * tenants are to be told, all in the caller's transaction. News that is no news (a repeated or late event) changes
 * nothing. The number of statements does not depend on the number of payments, each of a different invoice.
 * @returns the payments that moved
 */
export async function settlePayments(tx: Transaction, news: readonly PaymentNews[], now: Date): Promise<readonly Moved[]> {
  const known = new Map((await lockKnown(tx, news)).map((row) => [row.paymentId, row]));
  const moved = news.flatMap((each): Moved[] => {
    const row = known.get(each.paymentId);
    const settlement = row && settle(knownPayment(row), each.status, now);
    return row && settlement ? [{ known: row, news: each, settlement }] : [];
  });
  if (moved.length === 0) return moved;
  await writePayments(tx, moved, now);
  await writeInvoices(tx, moved, now);
  await addToBalances(tx, moved.map(({ known: { tenantId, customerId, currency }, settlement }) => {
    return { tenantId, payerId: customerId ?? tenantId, currency, amountMinor: settlement.toBalanceMinor };
  }));
  await moveSubscriptions(tx, moved, now);
  await writeNotices(tx, moved, now);
  return moved;
}

/** Payments and invoices are locked in one order, so that nobody waits in a circle. */
function lockKnown(tx: Transaction, news: readonly PaymentNews[]): Promise<KnownRow[]> {
  return tx.$queryRaw<KnownRow[]>`
    SELECT p.tenant_id AS "tenantId", p.id AS "paymentId", p.status::text AS status, p.amount_minor AS "paymentMinor",
      i.id AS "invoiceId", i.customer_id AS "customerId", i.subscription_id AS "subscriptionId", i.currency, i.series,
      i.number, i.status::text AS "invoiceStatus", i.amount_minor AS "amountMinor", i.paid_minor AS "paidMinor",
      i.credited_minor AS "creditedMinor", i.attempt_count AS attempts, s.dunning_end::text AS "dunningEnd"
    FROM jsonb_to_recordset(${asRows(news)}::jsonb) AS n ("tenantId" uuid, "paymentId" uuid)
    JOIN payments p ON p.tenant_id = n."tenantId" AND p.id = n."paymentId"
    JOIN invoices i ON i.tenant_id = p.tenant_id AND i.id = p.invoice_id
    LEFT JOIN subscriptions s ON s.tenant_id = i.tenant_id AND s.id = i.subscription_id
    ORDER BY i.tenant_id, i.id, p.id FOR UPDATE OF i, p`;
}

function knownPayment(row: KnownRow) {
  const { status, paymentMinor, invoiceStatus, amountMinor, paidMinor, creditedMinor, attempts } = row;
  const isDunned = row.customerId === null;
  const invoice = { status: invoiceStatus, amountMinor, paidMinor, creditedMinor, attempts, isDunned };
  return { status, amountMinor: paymentMinor, invoice, dunningEnd: row.dunningEnd ?? 'KEEP' };
}

async function writePayments(tx: Transaction, moved: readonly Moved[], now: Date): Promise<void> {
  const rows = moved.map(({ news, settlement }) => ({ ...news, toBalanceMinor: settlement.toBalanceMinor }));
  await tx.$executeRaw`
    UPDATE payments p SET status = m.status, provider_ref = COALESCE(m.ref, p.provider_ref), lease_until = NULL,
      failure_code = CASE WHEN m.status = 'FAILED' THEN m."failureCode" END, to_balance_minor = m."toBalanceMinor",
      settled_at = ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS m (
      "tenantId" uuid, "paymentId" uuid, status payment_status, ref text, "failureCode" text, "toBalanceMinor" bigint)
    WHERE p.tenant_id = m."tenantId" AND p.id = m."paymentId"`;
}

async function writeInvoices(tx: Transaction, moved: readonly Moved[], now: Date): Promise<void> {
  const rows = moved.map(({ known: { tenantId, invoiceId }, settlement: { invoice } }) => ({ tenantId, invoiceId, ...invoice }));
  const at = now.toISOString();
  await tx.$executeRaw`
    UPDATE invoices i SET status = m.status, paid_minor = m."paidMinor", next_attempt_at = m."nextAttemptAt",
      paid_at = CASE WHEN m.status = 'PAID' THEN COALESCE(i.paid_at, ${at}::timestamptz) END,
      closed_at = CASE WHEN m.status IN ('VOID', 'UNCOLLECTIBLE') THEN COALESCE(i.closed_at, ${at}::timestamptz) END,
      version = i.version + 1, updated_at = ${at}::timestamptz
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS m (
      "tenantId" uuid, "invoiceId" uuid, status invoice_status, "paidMinor" bigint, "nextAttemptAt" timestamptz)
    WHERE i.tenant_id = m."tenantId" AND i.id = m."invoiceId"`;
}

async function writeNotices(tx: Transaction, moved: readonly Moved[], now: Date): Promise<void> {
  const rows = moved.flatMap(({ known: { tenantId, invoiceId, series, number }, settlement: { notice, invoice } }) => {
    if (!notice) return [];
    const told = { number: numberText(series, number), retryAt: invoice.nextAttemptAt };
    return [{ tenantId, id: v7(), invoiceId, kind: notice, message: noticeText(notice, told) }];
  });
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO notices (tenant_id, id, invoice_id, kind, message, created_at)
    SELECT "tenantId", id, "invoiceId", kind, message, ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS n (
      "tenantId" uuid, id uuid, "invoiceId" uuid, kind text, message text)
    ON CONFLICT (tenant_id, invoice_id, kind) DO NOTHING`;
}

function noticeText(kind: NonNullable<Settlement['notice']>, told: { readonly number: string; readonly retryAt: Date | null }): string {
  if (kind === 'SUBSCRIPTION_CANCELLED') {
    return `Invoice ${told.number} could not be collected. The subscription has ended; subscribe again to go on.`;
  }
  const again = told.retryAt ? ` It is tried again on ${told.retryAt.toISOString().slice(0, 10)}.` : '';
  return `The payment of invoice ${told.number} failed.${again} Check the payment method.`;
}

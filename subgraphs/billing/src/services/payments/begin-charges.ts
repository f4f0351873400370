import { v7 } from 'uuid';
import { asRows } from '../rows.ts';
import type { Db, Transaction } from '../scope.ts';

/** For how long whoever began a charge is left to finish it, in milliseconds. */
export const CHARGE_LEASE_MS = 60_000;

/** A payment that was begun and has to be asked of the provider. */
export interface BegunCharge {
  readonly tenantId: string;
  readonly id: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Null: the payer has none, and the attempt fails. */
  readonly method: string | null;
  readonly attempt: number;
}

interface DueInvoice {
  readonly tenantId: string;
  readonly invoiceId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly method: string | null;
  readonly attempt: number;
}

/**
 * Begins the payments of at most `limit` open invoices whose attempt is due. The attempt is taken off the invoice and
 * the payment written in one transaction, before the provider is asked: so no attempt is made twice, and none is lost.
 */
export async function beginCharges(db: Db, provider: string, now: Date, limit: number): Promise<BegunCharge[]> {
  return db.transaction(
    async (tx) => {
      const due = await tx.$queryRaw<DueInvoice[]>`
        SELECT i.tenant_id AS "tenantId", i.id AS "invoiceId", i.currency, p.payment_method AS method,
          i.amount_minor - i.paid_minor - i.credited_minor AS "amountMinor", i.attempt_count + 1 AS attempt
        FROM invoices i LEFT JOIN payers p ON p.tenant_id = i.tenant_id AND p.id = i.tenant_id
        WHERE i.next_attempt_at <= ${now.toISOString()}::timestamptz
        ORDER BY i.next_attempt_at LIMIT ${limit} FOR UPDATE OF i SKIP LOCKED`;
      return writeCharges(tx, due, provider, now);
    },
    { timeoutMs: 60_000, retry: 3 },
  );
}

/** Writes payments for invoices that the transaction has locked. */
export async function writeCharges(
  tx: Transaction,
  due: readonly DueInvoice[],
  provider: string,
  now: Date,
): Promise<BegunCharge[]> {
  if (due.length === 0) return [];
  const begun = due.map((each) => ({ ...each, id: v7() }));
  const at = now.toISOString();
  const lease = new Date(now.getTime() + CHARGE_LEASE_MS).toISOString();
  await tx.$executeRaw`
    INSERT INTO payments (tenant_id, id, invoice_id, attempt, status, currency, amount_minor, provider, payment_method,
      lease_until, created_at)
    SELECT "tenantId", id, "invoiceId", attempt, 'PENDING', currency, "amountMinor", ${provider}, method,
      ${lease}::timestamptz, ${at}::timestamptz
    FROM jsonb_to_recordset(${asRows(begun)}::jsonb) AS b (
      "tenantId" uuid, id uuid, "invoiceId" uuid, attempt integer, currency text, "amountMinor" bigint, method text)`;
  await tx.$executeRaw`
    UPDATE invoices i SET attempt_count = b.attempt, next_attempt_at = NULL, version = i.version + 1,
      updated_at = ${at}::timestamptz
    FROM jsonb_to_recordset(${asRows(begun)}::jsonb) AS b ("tenantId" uuid, "invoiceId" uuid, attempt integer)
    WHERE i.tenant_id = b."tenantId" AND i.id = b."invoiceId"`;
  return begun;
}

/**
 * Takes over payments that nobody has finished: of a process that was killed, or of which the provider has not told the
 * outcome. They are asked for again, under the same key.
 */
export async function takeOverCharges(db: Db, now: Date, limit: number): Promise<BegunCharge[]> {
  const lease = new Date(now.getTime() + CHARGE_LEASE_MS);
  return db.query((prisma) => prisma.$queryRaw<BegunCharge[]>`
    UPDATE payments p SET lease_until = ${lease.toISOString()}::timestamptz
    FROM (
      SELECT tenant_id, id FROM payments WHERE lease_until <= ${now.toISOString()}::timestamptz
      ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) AS left_over
    WHERE p.tenant_id = left_over.tenant_id AND p.id = left_over.id
    RETURNING p.tenant_id AS "tenantId", p.id, p.amount_minor AS "amountMinor", p.currency,
      p.payment_method AS method, p.attempt`);
}

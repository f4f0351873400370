import { expect } from '@jest/globals';
import type { BillingWorld } from './world.ts';

/** Where all the money of a database is, in minor units. */
export interface Books {
  /** What was charged: every line of opened invoices but those of the credit balance. */
  readonly charged: bigint;
  readonly paid: bigint;
  readonly credited: bigint;
  readonly open: bigint;
  readonly writtenOff: bigint;
  readonly voided: bigint;
  readonly inHand: bigint;
}

/**
 * Adds everything up, in one look, from the rows and past every total that the service keeps:
 * what was charged = what was paid + credited + is open + was written off or voided - what payers have in hand.
 */
export async function readBooks({ sql }: Pick<BillingWorld, 'sql'>): Promise<Books> {
  const [row] = await sql<Record<keyof Books, string>>(`
    SELECT
      (SELECT coalesce(sum(l.amount_minor), 0) FROM invoice_lines l JOIN invoices i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id
        WHERE i.status <> 'DRAFT' AND l.kind <> 'BALANCE') AS charged,
      (SELECT coalesce(sum(amount_minor), 0) FROM payments WHERE status = 'SUCCEEDED') AS paid,
      (SELECT coalesce(sum(amount_minor), 0) FROM credit_notes) AS credited,
      (SELECT coalesce(sum(amount_minor - paid_minor - credited_minor), 0) FROM invoices WHERE status = 'OPEN') AS open,
      (SELECT coalesce(sum(amount_minor - paid_minor - credited_minor), 0) FROM invoices WHERE status = 'UNCOLLECTIBLE') AS "writtenOff",
      (SELECT coalesce(sum(l.amount_minor), 0) FROM invoice_lines l JOIN invoices i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id
        WHERE i.status = 'VOID' AND l.kind <> 'BALANCE') AS voided,
      (SELECT coalesce(sum(amount_minor), 0) FROM credit_balances) AS "inHand"`);
  return Object.fromEntries(Object.entries(row!).map(([name, value]) => [name, BigInt(value)])) as unknown as Books;
}

/** Fails unless the books balance to the cent, and unless every invoice is the sum of its lines and its own number. */
export async function expectBalanced(world: Pick<BillingWorld, 'sql'>): Promise<Books> {
  const books = await readBooks(world);
  const { charged, paid, credited, open, writtenOff, voided, inHand } = books;
  expect(paid + credited + open + writtenOff + voided - inHand).toBe(charged);
  const unequal = await world.sql(`
    SELECT i.id FROM invoices i JOIN invoice_lines l ON l.tenant_id = i.tenant_id AND l.invoice_id = i.id
    GROUP BY i.tenant_id, i.id HAVING sum(l.amount_minor) <> min(i.amount_minor)`);
  expect(unequal).toEqual([]);
  const gaps = await world.sql(`
    SELECT tenant_id, series FROM invoices WHERE number IS NOT NULL GROUP BY tenant_id, series
    HAVING min(number) <> 1 OR max(number) <> count(*)`);
  expect(gaps).toEqual([]);
  return books;
}

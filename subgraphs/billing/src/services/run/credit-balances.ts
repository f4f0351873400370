import { asRows } from '../rows.ts';
import type { Transaction } from '../scope.ts';

/** Where a payer's credit of one currency lies. */
export interface Purse {
  readonly tenantId: string;
  readonly payerId: string;
  readonly currency: string;
}

/** The balances of some payers, locked until the transaction ends. */
export interface LockedBalances {
  of(purse: Purse): bigint;
  set(purse: Purse, amountMinor: bigint): void;
  /** By how much each has changed. */
  changes(): PurseAmount[];
}

export interface PurseAmount extends Purse {
  readonly amountMinor: bigint;
}

/** Reads and locks the balances, in one order. A payer without one has nothing in hand. */
export async function lockBalances(tx: Transaction, purses: readonly Purse[]): Promise<LockedBalances> {
  const rows = await tx.$queryRaw<PurseAmount[]>`
    SELECT b.tenant_id AS "tenantId", b.payer_id AS "payerId", b.currency, b.amount_minor AS "amountMinor"
    FROM credit_balances b
    WHERE (b.tenant_id, b.payer_id, b.currency) IN (
      SELECT "tenantId", "payerId", currency
      FROM jsonb_to_recordset(${asRows(purses)}::jsonb) AS purse ("tenantId" uuid, "payerId" uuid, currency text))
    ORDER BY b.tenant_id, b.payer_id, b.currency FOR UPDATE`;
  const before = new Map(rows.map((row) => [keyOf(row), row.amountMinor]));
  const now = new Map<string, PurseAmount>();
  return {
    of: (purse) => now.get(keyOf(purse))?.amountMinor ?? before.get(keyOf(purse)) ?? 0n,
    set: (purse, amountMinor) => void now.set(keyOf(purse), { ...purse, amountMinor }),
    changes: () =>
      [...now.values()].map((purse) => ({ ...purse, amountMinor: purse.amountMinor - (before.get(keyOf(purse)) ?? 0n) })),
  };
}

/** Writes what was changed, as differences: a balance that nobody had locked, for want of a row, may have come to be. */
export async function putBalances(tx: Transaction, balances: LockedBalances): Promise<void> {
  const changes = balances.changes();
  await addToBalances(tx, changes);
  const taken = changes.filter(({ amountMinor }) => amountMinor < 0n);
  if (taken.length === 0) return;
  await tx.$executeRaw`
    UPDATE credit_balances b SET amount_minor = b.amount_minor + t."amountMinor"
    FROM jsonb_to_recordset(${asRows(taken)}::jsonb) AS t (
      "tenantId" uuid, "payerId" uuid, currency text, "amountMinor" bigint)
    WHERE b.tenant_id = t."tenantId" AND b.payer_id = t."payerId" AND b.currency = t.currency`;
}

/** Adds to balances, whatever they are; what is not above zero is left out. */
export async function addToBalances(tx: Transaction, additions: readonly PurseAmount[]): Promise<void> {
  const totals = new Map<string, Purse & { amountMinor: bigint }>();
  for (const addition of additions.filter((each) => each.amountMinor > 0n)) {
    const total = totals.get(keyOf(addition)) ?? { ...addition, amountMinor: 0n };
    total.amountMinor += addition.amountMinor;
    totals.set(keyOf(addition), total);
  }
  if (totals.size === 0) return;
  await tx.$executeRaw`
    INSERT INTO credit_balances AS b (tenant_id, payer_id, currency, amount_minor)
    SELECT "tenantId", "payerId", currency, "amountMinor"
    FROM jsonb_to_recordset(${asRows([...totals.values()])}::jsonb) AS added (
      "tenantId" uuid, "payerId" uuid, currency text, "amountMinor" bigint)
    ORDER BY "tenantId", "payerId", currency
    ON CONFLICT (tenant_id, payer_id, currency) DO UPDATE SET amount_minor = b.amount_minor + excluded.amount_minor`;
}

const keyOf = ({ tenantId, payerId, currency }: Purse) => `${tenantId} ${payerId} ${currency}`;

import type { Columns, LogEvent } from './log-event.ts';

/** By how much the revenue of one month changes that the platform has of one tenant. */
export interface RevenueDelta {
  readonly tenantId: string;
  /** `2026-11`, in UTC. */
  readonly month: string;
  readonly currency: string;
  /** In the currency's smallest unit. */
  amountMinor: bigint;
}

/**
 * Folds billing's events into revenue by month: what the platform has invoiced the tenant in the month, less what it has
 * credited in it. What was voided or given up is none, from the month on in which it was invoiced. What a tenant invoices
 * its own customers is the tenant's revenue and not the platform's.
 */
export function foldRevenue(events: readonly LogEvent[]): RevenueDelta[] {
  const deltas = new Map<string, RevenueDelta>();
  for (const { tenantId, entity, before, after } of events) {
    const revenueOf = REVENUE[entity];
    if (!revenueOf) continue;
    for (const [row, sign] of [[before, -1n], [after, 1n]] as const) {
      const revenue = row && row['customer_id'] === null ? revenueOf(row) : null;
      if (!revenue) continue;
      const { month, currency, amountMinor } = revenue;
      const key = `${tenantId}|${month}|${currency}`;
      const delta = deltas.get(key) ?? { tenantId, month, currency, amountMinor: 0n };
      delta.amountMinor += sign * amountMinor;
      deltas.set(key, delta);
    }
  }
  return [...deltas.values()].filter(({ amountMinor }) => amountMinor !== 0n);
}

type Revenue = Pick<RevenueDelta, 'month' | 'currency' | 'amountMinor'>;

const REVENUE: Readonly<Partial<Record<string, (row: Columns) => Revenue | null>>> = {
  Invoice: (row) => (row['status'] === 'OPEN' || row['status'] === 'PAID' ? amountOf(row, 1n) : null),
  CreditNote: (row) => amountOf(row, -1n),
};

function amountOf(row: Columns, sign: bigint): Revenue | null {
  const { issued_at: issuedAt, currency, amount_minor: amount } = row;
  if (typeof issuedAt !== 'string' || typeof currency !== 'string' || typeof amount !== 'number') return null;
  return { month: issuedAt.slice(0, 7), currency, amountMinor: sign * BigInt(amount) };
}

import { isLive, type Columns, type LogEvent } from './log-event.ts';

/** By how much the number of live rows of one kind changes. */
export interface CountDelta {
  readonly tenantId: string;
  readonly entity: string;
  live: number;
}

/** By how much the live rows with an amount change, of one status and currency. */
export interface SumDelta {
  readonly tenantId: string;
  readonly entity: string;
  readonly status: string;
  readonly currency: string;
  live: number;
  /** In the currency's smallest unit. */
  amountMinor: bigint;
}

/** What a batch of events does to the projections of the service that they come from. */
export interface Fold {
  readonly counts: CountDelta[];
  readonly sums: SumDelta[];
}

/**
 * Folds events, in the order of the log, into the changes that they make: live rows after less live rows before. Changes
 * that cancel out are left out.
 */
export function foldEvents(events: readonly LogEvent[]): Fold {
  const counts = new Map<string, CountDelta>();
  const sums = new Map<string, SumDelta>();
  for (const { tenantId, entity, before, after } of events) {
    const place = { tenantId, entity };
    count(counts, place, Number(isLive(after)) - Number(isLive(before)));
    add(sums, place, before, -1);
    add(sums, place, after, 1);
  }
  return {
    counts: [...counts.values()].filter(({ live }) => live !== 0),
    sums: [...sums.values()].filter(({ live, amountMinor }) => live !== 0 || amountMinor !== 0n),
  };
}

interface Place {
  readonly tenantId: string;
  readonly entity: string;
}

function count(counts: Map<string, CountDelta>, place: Place, by: number): void {
  const key = `${place.tenantId}|${place.entity}`;
  const delta = counts.get(key) ?? { ...place, live: 0 };
  delta.live += by;
  counts.set(key, delta);
}

function add(sums: Map<string, SumDelta>, place: Place, row: Columns | null, sign: 1 | -1): void {
  const money = isLive(row) ? moneyOf(row) : null;
  if (!money) return;
  const key = [place.tenantId, place.entity, money.status, money.currency].join('|');
  const { status, currency } = money;
  const delta = sums.get(key) ?? { ...place, status, currency, live: 0, amountMinor: 0n };
  delta.live += sign;
  delta.amountMinor += BigInt(sign) * money.amountMinor;
  sums.set(key, delta);
}

/** Whatever announces `amount_minor` and `currency` is summed, by `status` where there is one. */
function moneyOf(row: Columns): { status: string; currency: string; amountMinor: bigint } | null {
  const { currency, status } = row;
  const amountMinor = amountOf(row['amount_minor']);
  if (amountMinor === null || typeof currency !== 'string') return null;
  return { status: typeof status === 'string' ? status : '', currency, amountMinor };
}

function amountOf(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null;
}

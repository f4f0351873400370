import type { Clock } from '../clock.ts';
import { beginCharges, takeOverCharges, type BegunCharge } from '../payments/begin-charges.ts';
import { collect } from '../payments/collect.ts';
import type { PaymentProvider } from '../payments/provider.ts';
import type { Db } from '../scope.ts';
import { endPeriods } from './end-periods.ts';

/** How many subscriptions or invoices one transaction takes at most. */
export const BATCH = 500;

export interface RunOptions {
  /** With the platform's role: the schedule works for every tenant. */
  readonly db: Db;
  readonly clock: Clock;
  readonly provider: PaymentProvider;
  readonly signal?: AbortSignal;
  /** Rows a transaction takes; BATCH when left out. */
  readonly batch?: number;
  readonly onError: (error: unknown) => void;
}

/** What one run has done. */
export interface RunReport {
  readonly periods: number;
  readonly charges: number;
}

/** So many transactions at once: while the database works on one, the next is reckoned. */
const LANES = 2;

/**
 * Does everything that is due by now: ends periods and makes their invoices, then collects what is to be paid. A
 * subscription that was left alone for months has its periods ended one after the other.
 */
export async function runDue(options: RunOptions): Promise<RunReport> {
  return { periods: await endAllPeriods(options), charges: await collectAll(options) };
}

/** Ends every period that is over. @returns how many */
export async function endAllPeriods({ db, clock, signal, batch = BATCH }: RunOptions): Promise<number> {
  return inLanes(signal, () => endPeriods(db, clock.now(), batch));
}

/** Payments that nobody has finished come first: their invoices wait for them. */
async function collectAll({ db, clock, provider, signal, batch = BATCH, onError }: RunOptions): Promise<number> {
  const collected = (claim: () => Promise<readonly BegunCharge[]>) => async () => {
    const claimed = await claim();
    if (claimed.length > 0) await collect(db, provider, claimed, clock.now(), onError);
    return claimed.length;
  };
  const takenOver = await inLanes(signal, collected(() => takeOverCharges(db, clock.now(), batch)));
  const begun = await inLanes(signal, collected(() => beginCharges(db, provider.name, clock.now(), batch)));
  return takenOver + begun;
}

/** Repeats work that says how much it found, until it finds none. @returns how much it was in all */
async function inLanes(signal: AbortSignal | undefined, work: () => Promise<number>): Promise<number> {
  const lane = async () => {
    let total = 0;
    for (let found = await work(); found > 0; found = signal?.aborted ? 0 : await work()) total += found;
    return total;
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  // Only now: who hears of a failure can rely on nothing being under way any more.
  return lanes.reduce((sum, outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return sum + outcome.value;
  }, 0);
}

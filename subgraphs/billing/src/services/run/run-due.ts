import type { Clock } from '../clock.ts';
import { beginCharges, takeOverCharges } from '../payments/begin-charges.ts';
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

/**
 * Does everything that is due by now: ends periods and makes their invoices, then collects what is to be paid. A
 * subscription that was left alone for months has its periods ended one after the other.
 */
export async function runDue(options: RunOptions): Promise<RunReport> {
  const { db, clock, signal, batch = BATCH } = options;
  let periods = 0;
  for (let ended = -1; ended !== 0 && !signal?.aborted; periods += ended) {
    ended = await endPeriods(db, clock.now(), batch);
  }
  return { periods, charges: await collectDue(options) };
}

/** Payments that nobody has finished come first: their invoices wait for them. */
async function collectDue({ db, clock, provider, signal, batch = BATCH, onError }: RunOptions): Promise<number> {
  let charges = 0;
  for (const claim of [
    () => takeOverCharges(db, clock.now(), batch),
    () => beginCharges(db, provider.name, clock.now(), batch),
  ]) {
    for (let claimed = await claim(); claimed.length > 0 && !signal?.aborted; claimed = await claim()) {
      await collect(db, provider, claimed, clock.now(), onError);
      charges += claimed.length;
    }
  }
  return charges;
}

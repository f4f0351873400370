import { setTimeout as delay } from 'node:timers/promises';
import { onOwnAccount } from '@tessera/identity';
import type { Db } from '../scope.ts';
import { attemptRun, type Prepare } from './attempt-run.ts';
import { claimRun, renewLease } from './claim-run.ts';
import { enlistServicesEverywhere } from './enlist-services.ts';
import { RENEW_MS, type HeldRun } from './open-run.ts';

/** Brings tenants to life in the background, and for those who wait. */
export interface Provisioner {
  /** Every service of the platform. */
  readonly services: readonly string[];
  /**
   * Attempts a held run; waits for it no longer than `withinMs`, the provisioner's patience when left out, while the
   * attempt goes on.
   */
  attemptWithin(run: HeldRun, withinMs?: number): Promise<void>;
  /** Starts to look for runs that are due, those of processes that died included. */
  start(): void;
  /** Looks no further, and waits for attempts under way. */
  stop(): Promise<void>;
}

export interface ProvisionerOptions {
  /** The platform's role. */
  readonly db: Db;
  readonly services: readonly string[];
  readonly prepare: Prepare;
  readonly onError: (error: unknown) => void;
  /** How long a caller waits, in milliseconds; 1,000 when left out, half of what the gateway waits. */
  readonly patienceMs?: number;
  /** How often to look for runs that are due, in milliseconds; 1,000 when left out. */
  readonly pollMs?: number;
}

/** So many tenants may be prepared at once by one process before it looks for more: a slow service holds up few. */
const MOST_AT_ONCE = 8;

/** Any number of processes may run one over the same database: a run is held by one at a time. */
export function createProvisioner(options: ProvisionerOptions): Provisioner {
  const { db, services, prepare, onError, patienceMs = 1_000, pollMs = 1_000 } = options;
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  let polling = Promise.resolve();

  /** A run whose attempt fails here stays leased, and is taken up again when the lease is over. */
  function attempt(run: HeldRun): Promise<void> {
    // Whoever created the tenant waits for a while only; its deadline must not cut the attempt short.
    const work = onOwnAccount(() => attemptHeld(run))
      .catch(onError)
      .finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  }

  /** Goes on holding the run meanwhile, however long a service takes. */
  async function attemptHeld(run: HeldRun): Promise<void> {
    const renewing = setInterval(() => void renewLease(db, run).catch(onError), RENEW_MS);
    try {
      await attemptRun(db, run, prepare);
    } finally {
      clearInterval(renewing);
    }
  }

  async function pollUntilStopped(): Promise<void> {
    await enlistServicesEverywhere(db, services).catch(onError);
    // Services start side by side: those that come up after this one are not to be recorded as failed.
    await pause(pollMs, stopping.signal);
    while (!stopping.signal.aborted) {
      const run = underWay.size < MOST_AT_ONCE ? await claimRun(db, 'due').catch(onError) : null;
      if (run) void attempt(run);
      else await pause(pollMs, stopping.signal);
    }
  }

  return {
    services,
    async attemptWithin(run, withinMs = patienceMs) {
      const enough = new AbortController();
      await Promise.race([attempt(run), pause(withinMs, enough.signal)]);
      enough.abort();
    },
    start() {
      polling = pollUntilStopped();
    },
    async stop() {
      stopping.abort();
      await Promise.all([polling, ...underWay]);
    },
  };
}

/** Resolves after a while, or as soon as the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

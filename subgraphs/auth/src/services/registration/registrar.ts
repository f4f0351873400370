import { setTimeout as delay } from 'node:timers/promises';
import { onOwnAccount } from '@tessera/identity';
import { RENEW_MS } from '../../domain/registration.ts';
import { claimRegistration, renewLease, type HeldRegistration } from './claim-registration.ts';
import { driveRegistration, type RegistrationWork } from './drive-registration.ts';

/** Completes registrations in the background, and for those who wait. */
export interface Registrar {
  /** Drives a held registration; waits for it no longer than `withinMs`, while the work goes on. */
  driveWithin(held: HeldRegistration, withinMs: number): Promise<void>;
  /** The same for one that this process may or may not hold; returns at once when another process has it. */
  resumeWithin(id: string, withinMs: number): Promise<void>;
  /** Starts to look for registrations that are due, those of processes that died included. */
  start(): void;
  /** Looks no further, and waits for work under way. */
  stop(): Promise<void>;
}

const POLL_MS = 1_000;
/** So many are driven at once by one process before it looks for more: a slow tenant holds up few. */
const MOST_AT_ONCE = 8;

/** Any number of processes may run one over the same database: a registration is driven by one at a time. */
export function createRegistrar(work: RegistrationWork, pollMs = POLL_MS): Registrar {
  const underWay = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let polling = Promise.resolve();

  /** A registration whose drive fails here stays leased, and is taken up again when the lease is over. */
  function drive(held: HeldRegistration): Promise<void> {
    // Whoever registers waits for a while only; its deadline must not cut the work short.
    const driven = onOwnAccount(() => driveHeld(work, held)).catch(work.onError).finally(() => underWay.delete(held.id));
    underWay.set(held.id, driven);
    return driven;
  }

  async function pollUntilStopped(): Promise<void> {
    while (!stopping.signal.aborted) {
      const held = underWay.size < MOST_AT_ONCE ? await claimRegistration(work.db, 'due').catch(work.onError) : null;
      if (held) void drive(held);
      else await pause(pollMs, stopping.signal);
    }
  }

  return {
    driveWithin: (held, withinMs) => within(drive(held), withinMs),
    async resumeWithin(id, withinMs) {
      const known = underWay.get(id);
      if (known) return within(known, withinMs);
      const held = await claimRegistration(work.db, { id });
      if (held) await within(drive(held), withinMs);
    },
    start() {
      polling = pollUntilStopped();
    },
    async stop() {
      stopping.abort();
      await Promise.all([polling, ...underWay.values()]);
    },
  };
}

/** Drives a registration and goes on holding it meanwhile, however long a step takes. */
async function driveHeld(work: RegistrationWork, held: HeldRegistration): Promise<void> {
  const renewing = setInterval(() => void renewLease(work.db, held).catch(work.onError), RENEW_MS);
  try {
    await driveRegistration(work, held);
  } finally {
    clearInterval(renewing);
  }
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  const enough = new AbortController();
  await Promise.race([work, pause(ms, enough.signal)]);
  enough.abort();
}

/** Resolves after a while, or as soon as the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
}

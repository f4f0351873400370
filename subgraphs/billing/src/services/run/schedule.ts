import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceClock } from '../clock.ts';
import { deliverNotices, type Tell } from './deliver-notices.ts';
import { runDue, type RunOptions } from './run-due.ts';

/** How often the schedule looks when nobody wakes it, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

export interface Schedule {
  /** Lets it look at once. */
  wake(): void;
  /** Ends it after the transaction that it is in. */
  stop(): Promise<void>;
}

export interface ScheduleOptions extends Omit<RunOptions, 'signal'> {
  readonly clock: ServiceClock;
  /** Leaves people of a tenant a line to read. */
  readonly tell: Tell;
}

/**
 * Does what is due, for ever: every replica runs one, and they share the work by their row locks. What fails is tried
 * again at the next turn.
 */
export function startSchedule(options: ScheduleOptions): Schedule {
  const stopping = new AbortController();
  let turn = new AbortController();
  const running = loop();
  return {
    wake: () => turn.abort(),
    async stop() {
      stopping.abort();
      await running;
    },
  };

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Made before the work is looked for: who wakes it meanwhile has something that may have been missed.
      turn = new AbortController();
      try {
        await options.clock.refresh();
        await runDue({ ...options, signal: stopping.signal });
        await deliverNotices(options);
      } catch (error) {
        options.onError(error);
      }
      const signal = AbortSignal.any([turn.signal, stopping.signal]);
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';

/** How often the service is asked, and how long it may take to say, in milliseconds. */
const HEALTH_INTERVAL_MS = 250;
const HEALTH_TIMEOUT_MS = 1_000;

/** What was found last. */
export interface ServedHealth {
  /** Whatever else tells of the service's health tells this, so that nobody hears two things. */
  isServing(): boolean;
  /** Asks once, so that the first answer is true, and then goes on. */
  start(): Promise<void>;
  stop(): void;
}

/**
 * Serves grpc.health.v1 for the server as a whole (`""`) and for each service by name, from one answer that is asked for
 * four times a second. An answer that does not come within a second counts as NOT_SERVING.
 */
export function serveHealth(
  server: Server,
  services: readonly string[],
  health: () => Promise<boolean>,
): ServedHealth {
  const implementation = new HealthImplementation();
  implementation.addToServer(server);
  const stopped = new AbortController();
  let isServing = false;

  const set = (serving: boolean) => {
    isServing = serving;
    for (const name of ['', ...services]) implementation.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING');
  };
  const ask = () =>
    Promise.race([health(), delay(HEALTH_TIMEOUT_MS, false, { ref: false })])
      .catch(() => false)
      .then((serving) => set(serving && !stopped.signal.aborted));

  const poll = async () => {
    while (!stopped.signal.aborted) {
      await delay(HEALTH_INTERVAL_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      await ask();
    }
  };
  return {
    isServing: () => isServing,
    async start(): Promise<void> {
      await ask();
      void poll();
    },
    stop(): void {
      stopped.abort();
      set(false);
    },
  };
}

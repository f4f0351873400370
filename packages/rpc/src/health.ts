import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';

const HEALTH_INTERVAL_MS = 1_000;

/**
 * Serves grpc.health.v1 for the server as a whole (`""`) and for each service by name, from one answer that is asked for
 * once a second. An answer that does not come within that second counts as NOT_SERVING.
 */
export function serveHealth(
  server: Server,
  services: readonly string[],
  health: () => Promise<boolean>,
): { start(): Promise<void>; stop(): void } {
  const implementation = new HealthImplementation();
  implementation.addToServer(server);
  const stopped = new AbortController();

  const set = (serving: boolean) => {
    for (const name of ['', ...services]) implementation.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING');
  };
  const ask = () =>
    Promise.race([health(), delay(HEALTH_INTERVAL_MS, false, { ref: false })])
      .catch(() => false)
      .then((serving) => set(serving && !stopped.signal.aborted));

  const poll = async () => {
    while (!stopped.signal.aborted) {
      await delay(HEALTH_INTERVAL_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      await ask();
    }
  };
  return {
    /** Asks once, so that the first answer is true, and then goes on. */
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

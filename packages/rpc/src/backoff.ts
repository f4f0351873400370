import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits that double from `firstMs` to `lastMs`, each with up to half of it as jitter, so that peers which lost the same
 * server do not all come back in the same moment. `reset` after a success.
 */
export function createBackoff(firstMs: number, lastMs: number) {
  let failures = 0;
  return {
    reset(): void {
      failures = 0;
    },
    /** Resolves early when the signal aborts. */
    async wait(signal: AbortSignal): Promise<void> {
      const fullMs = Math.min(lastMs, firstMs * 2 ** failures);
      failures += 1;
      await delay(fullMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    },
  };
}

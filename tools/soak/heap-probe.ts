import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Preloaded (`--import`, with `--expose-gc`) into the gateway's own process: answers each message on its channel with
 * the memory that is in use once everything has been collected that can be.
 */
process.on('message', () => void sample());
// The channel alone must not keep the process from its end.
process.channel?.unref();

async function sample(): Promise<void> {
  // What a first collection has finalised, a second one frees.
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc?.();
    await nextTurn();
  }
  process.send?.(process.memoryUsage());
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { collectEarly } from '../../src/overload/collect-early.ts';

/**
 * Has 60 MB of old objects in use and lets more grow old and go, until V8 collects them; writes how large all were before
 * that, in MB. Run with --expose-gc; `early` as its argument: with what is tested.
 */
async function run(): Promise<void> {
  if (process.argv[2] === 'early') collectEarly();
  const kept = Array.from({ length: 600 }, () => megabytes(0.1));
  globalThis.gc?.();
  await nextTurn();
  const passing: unknown[] = [];
  let largest = 0;
  for (let size = oldMegabytes(); size >= largest * 0.9; size = oldMegabytes()) {
    largest = Math.max(largest, size);
    // Young for as long as it takes to be moved twice.
    passing.push(megabytes(0.1));
    if (passing.length > 150) passing.shift();
    await nextTurn();
  }
  process.stdout.write(String(kept.length > 0 ? Math.round(largest) : 0));
}

const megabytes = (size: number) => Array.from({ length: size * 25_000 }, (_, at) => ({ at }));
const oldMegabytes = () =>
  (getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0) / 1e6;

await run();

import { setImmediate as nextTurn } from 'node:timers/promises';

/** So long one piece of work may keep all others of the process waiting, in milliseconds. */
const LONGEST_TURN_MS = 10;

/** For long work: what it returns is awaited between pieces, and lets others have their turn when it has had its own. */
export function takeTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONGEST_TURN_MS) return;
    await nextTurn();
    since = performance.now();
  };
}

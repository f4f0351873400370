/**
 * A clock that tells how long the turn of the event loop that is on has been at requests so far, in milliseconds: it
 * starts when it is first read in a turn. Lateness by a timer is known one turn late, and a crowd that comes at once is
 * one turn (https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick: poll, then check).
 */
export function createTurnClock(): () => number {
  let startedAt: number | null = null;
  return () => {
    const now = performance.now();
    if (startedAt === null) {
      startedAt = now;
      setImmediate(() => (startedAt = null));
    }
    return now - startedAt;
  };
}

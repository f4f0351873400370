/** One Ctrl-C arrives several times: from the terminal, from npm and from what started us. */
const SAME_KEYSTROKE_MS = 1_000;

/**
 * Calls `stop` at the first signal to end, or when the process that started us is gone, and `force` when somebody asks
 * again.
 */
export function onStopSignal(stop: () => void, force: () => void): void {
  let askedAt: number | undefined;
  const ask = () => {
    if (askedAt === undefined) {
      askedAt = Date.now();
      stop();
    } else if (Date.now() - askedAt > SAME_KEYSTROKE_MS) {
      force();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  process.once('disconnect', ask);
}

/** Tells how far a long step is, in a line of its own: on a terminal one that counts, elsewhere one every while. */
export interface Progress {
  /** So many more are done. */
  advance(count: number): void;
  /** Tells the whole. */
  end(): void;
}

const TERMINAL_MS = 100;
const LOG_MS = 2_000;

/** @param alreadyDone by an earlier try, which does not count for the speed */
export function createProgress(
  what: string,
  { total, alreadyDone }: { readonly total: number; readonly alreadyDone: number },
  output: NodeJS.WriteStream = process.stdout,
): Progress {
  const startedAt = Date.now();
  let done = alreadyDone;
  let toldAt = startedAt;
  const speed = () => ((done - alreadyDone) * 1000) / Math.max(1, Date.now() - startedAt);
  const start = output.isTTY ? '\r\x1b[2K' : '';
  return {
    advance(count) {
      done += count;
      if (Date.now() - toldAt < (output.isTTY ? TERMINAL_MS : LOG_MS)) return;
      toldAt = Date.now();
      const left = Math.ceil((total - done) / Math.max(1, speed()));
      output.write(`${start}  ${what}: ${done} of ${total}, ${Math.round(speed())}/s, ${left} s left${output.isTTY ? '' : '\n'}`);
    },
    end() {
      const before = alreadyDone > 0 ? `, ${alreadyDone} of them before` : '';
      output.write(`${start}✓ ${what}: ${done} of ${total}${before}, ${Math.round(speed())}/s\n`);
    },
  };
}

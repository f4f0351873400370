/** A bar on standard error; standard output is the table's. */
export interface Progress {
  /** Adds so many steps to those that are to come. */
  expect(steps: number): void;
  /** Says what is being done now; it counts as done when the next is begun. */
  step(what: string): void;
  /** Says something that is not counted. */
  note(what: string): void;
  end(): void;
}

const WIDTH = 24;
/** Where nobody watches, a line this often at most. */
const PLAIN_EVERY_MS = 15_000;

export function showProgress(): Progress {
  const startedAt = Date.now();
  const isTerminal = process.stderr.isTTY;
  let expected = 0;
  let begun = 0;
  let shownAt = -Infinity;
  const show = (what: string) => {
    const share = expected === 0 ? 0 : Math.max(0, begun - 1) / expected;
    const full = Math.round(share * WIDTH);
    const bar = `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}]`;
    const line = `${bar} ${String(Math.round(share * 100)).padStart(3)} % ${minutes(Date.now() - startedAt)}  ${what}`;
    if (isTerminal) process.stderr.write(`\r\x1b[2K${line}`);
    else if (Date.now() - shownAt >= PLAIN_EVERY_MS) {
      process.stderr.write(`${line}\n`);
      shownAt = Date.now();
    }
  };
  return {
    expect: (steps) => void (expected += steps),
    step(what) {
      begun += 1;
      show(what);
    },
    note: show,
    end: () => void (isTerminal && process.stderr.write('\r\x1b[2K')),
  };
}

function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

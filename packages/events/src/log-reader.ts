import type { Pool } from 'pg';
import { createLogSignal } from './log-signal.ts';
import { readLog, type LogPosition, type LogTail } from './read-log.ts';

/** A committed event becomes readable when the oldest running transaction ends, and nothing rings a bell for that. */
const POLL_WHILE_HELD_BACK_MS = 250;
/** A bell that was lost (a connection that died without a word) costs a reader at most this. */
const POLL_ANYWAY_MS = 5_000;
const MAX_LIMIT = 5_000;

export interface TailOptions {
  /** The last event that was applied; left out: from the beginning. */
  readonly after?: LogPosition | undefined;
  /** Most events in one answer, 1 to 5000; 0 means 1000. */
  readonly limit: number;
  /** How long to wait for an event when there is none, in milliseconds. */
  readonly waitMs: number;
  /** Ends the waiting; the answer is then what could be read. */
  readonly signal?: AbortSignal | undefined;
}

export interface LogReader {
  /**
   * Events after a position, oldest first, none twice and none left out however transactions interleave. Answers at
   * once when `after` is of another epoch: with no events and the epoch that holds now, and the follower begins again.
   */
  tail(options: TailOptions): Promise<LogTail>;
  /** Ends every waiting `tail` with what it could read. */
  close(): Promise<void>;
}

/** Reads the event log of one database through a pool of its `_tail` role. Readers share one listening connection. */
export function createLogReader(pool: Pool): LogReader {
  const bell = createLogSignal(pool);
  let closed = false;

  return {
    async tail({ after, limit, waitMs, signal }) {
      const until = Date.now() + waitMs;
      const most = Math.min(limit || 1_000, MAX_LIMIT);
      for (;;) {
        const rung = bell.next();
        const answer = await readLog(pool, after, most);
        const left = until - Date.now();
        const moved = after !== undefined && after.epoch !== answer.epoch;
        if (answer.events.length > 0 || moved || left <= 0 || closed || signal?.aborted) return answer;
        const poll = answer.lagEvents > 0 || !bell.listening ? POLL_WHILE_HELD_BACK_MS : POLL_ANYWAY_MS;
        await firstOf(rung, Math.min(left, poll), signal);
      }
    },
    async close() {
      closed = true;
      await bell.close();
    },
  };
}

/** Settles with `rung`, after `ms`, or when the signal aborts; leaves neither timer nor listener behind. */
async function firstOf(rung: Promise<void>, ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const onAbort = () => resolve();
  signal?.addEventListener('abort', onAbort, { once: true });
  await Promise.race([rung, promise]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
}

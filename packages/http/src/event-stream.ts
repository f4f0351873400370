import { Readable } from 'node:stream';
import type { HttpResponse } from './server.ts';

/** Proxies close what is silent for a minute, and some after less. */
const KEEP_ALIVE_MS = 12_000;
/** Who has taken nothing for so long, signs of life included, is stuck or gone. */
const STALLED_MS = 30_000;

export interface EventStreamResponse extends HttpResponse {
  /** Destroyed, it breaks off without `complete`. */
  readonly body: Readable;
}

const KEEP_ALIVE = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

/**
 * A response of GraphQL over SSE in distinct connections mode: each result is an event `next`, and `complete` follows
 * the last (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). The next result is asked for when there
 * is room for it in the connection; `return` is called when the client has left.
 * @param results JSON, each on one line; where they throw, the connection is cut off without `complete`
 */
export function eventStreamResponse(
  results: AsyncIterator<string, void>,
  keepAliveMs = KEEP_ALIVE_MS,
): EventStreamResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx and those that took it over would hold events back until there are enough of them.
      'x-accel-buffering': 'no',
    },
    body: new EventStreamBody(results, keepAliveMs),
    stalledAfterMs: STALLED_MS,
  };
}

class EventStreamBody extends Readable {
  readonly #results: AsyncIterator<string, void>;
  readonly #timer: NodeJS.Timeout;
  #isAsking = false;

  constructor(results: AsyncIterator<string, void>, keepAliveMs: number) {
    // One result at a time: what is not asked for yet can still be held back where it comes from.
    super({ highWaterMark: 1 });
    this.#results = results;
    // Also the first bytes, without which Node does not send the head.
    this.push(KEEP_ALIVE);
    this.#timer = setInterval(() => this.readableLength === 0 && this.push(KEEP_ALIVE), keepAliveMs);
  }

  override _read(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#results.next().then(
      ({ done, value }) => {
        this.#isAsking = false;
        // Given up, the results end: an end that is told now would pass for theirs.
        if (this.destroyed) return;
        if (!done) return this.push(`event: next\ndata: ${value}\n\n`);
        clearInterval(this.#timer);
        this.push(COMPLETE);
        this.push(null);
      },
      (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.#timer);
    // Not waited for: a generator that waits for its next result answers when that has come, if ever.
    void giveUp(this.#results);
    done(error);
  }
}

async function giveUp(results: AsyncIterator<string, void>): Promise<void> {
  try {
    await results.return?.();
  } catch {
    // What fails on the way out fails for nobody.
  }
}

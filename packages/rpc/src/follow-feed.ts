import { createBackoff } from './backoff.ts';
import { FEED_HEARTBEAT_MS } from './feed.ts';

/** A stream that is silent for this long is given up and opened anew, in milliseconds. */
const SILENCE_MS = 4 * FEED_HEARTBEAT_MS;

export interface FeedFollowerOptions<Event> {
  /** Opens one stream of the feed. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Event>;
  /**
   * Called for each stream that is opened; takes that stream's events. Answers whether its snapshot has come whole,
   * from when on the next loss is a new one, tried again at once.
   */
  readonly receiver: () => (event: Event) => boolean;
  readonly onError?: (error: unknown) => void;
}

/** Follows a feed (see `createFeed`) and reconnects with a bounded backoff until it is stopped. */
export function followFeed<Event>(options: FeedFollowerOptions<Event>): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const backoff = createBackoff(50, 1_000);
  const running = followUntilStopped();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };

  async function followUntilStopped(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await followOnce();
      } catch (error) {
        if (!stopping.signal.aborted) options.onError?.(error);
      }
      if (!stopping.signal.aborted) await backoff.wait(stopping.signal);
    }
  }

  async function followOnce(): Promise<void> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(new Error('The feed fell silent.')), SILENCE_MS);
    const signal = AbortSignal.any([stopping.signal, silence.signal]);
    const receive = options.receiver();
    try {
      for await (const event of options.open(signal)) {
        timer.refresh();
        if (receive(event)) backoff.reset();
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

import { AppError } from '@tessera/errors';
import type { ClientConfig } from 'pg';
import { createBackoff } from './backoff.ts';
import type { CallContext } from './definition.ts';
import { EventQueue } from './event-queue.ts';
import { listenTo } from './listen.ts';

/** Whoever follows a feed hears something at least this often, in milliseconds. */
export const FEED_HEARTBEAT_MS = 1_000;

/** How far a watcher may fall behind before it is cut off and starts again with a snapshot. */
const QUEUE_CAPACITY = 10_000;

export interface FeedOptions<Event> {
  /** Of the connection that listens; any role of the service's own database will do. */
  readonly connection: ClientConfig;
  /** An identifier, trusted. Whoever changes what the feed tells notifies it within the same transaction. */
  readonly channel: string;
  /** Everything that a watcher has to know when it comes. */
  readonly snapshot: () => Promise<readonly Event[]>;
  /** What one notification means to the watchers. When it fails, each of them starts again with a snapshot. */
  readonly read: (payload: string) => Promise<readonly Event[]> | readonly Event[];
  readonly heartbeat: Event;
  readonly onError?: (error: unknown) => void;
}

export interface Feed<Event> {
  /** The handler of the contract's `Watch`. */
  watch(request: unknown, call: CallContext): AsyncIterable<Event>;
  stop(): Promise<void>;
}

/**
 * Turns notifications of the service's database into streams. A heartbeat is sent only after the listening connection
 * has answered, so silence means that changes may be missed. When that connection breaks, every stream ends with
 * UNAVAILABLE: each watcher then comes back and gets a fresh snapshot, and so loses nothing.
 */
export function createFeed<Event>(options: FeedOptions<Event>): Feed<Event> {
  const watchers = new Set<EventQueue<Event>>();
  const stopping = new AbortController();
  const onError = options.onError ?? (() => undefined);
  let listening = false;
  /** Notifications are read one after the other, so that what they mean arrives in their order. */
  let reading: Promise<void> = Promise.resolve();
  const running = listenUntilStopped();

  return {
    watch,
    async stop() {
      stopping.abort();
      await running;
      await reading;
    },
  };

  async function* watch(_request: unknown, call: CallContext): AsyncGenerator<Event> {
    if (!listening) throw unavailable();
    const queue = new EventQueue<Event>(QUEUE_CAPACITY);
    // Before the snapshot is taken, or a change between the two would be lost.
    watchers.add(queue);
    try {
      yield* await options.snapshot();
      yield* queue.read(call.signal);
    } finally {
      watchers.delete(queue);
    }
  }

  async function listenUntilStopped(): Promise<void> {
    const backoff = createBackoff(100, 2_000);
    while (!stopping.signal.aborted) {
      try {
        await listenTo({
          connection: options.connection,
          channel: options.channel,
          probeMs: FEED_HEARTBEAT_MS,
          signal: stopping.signal,
          onListening() {
            listening = true;
            backoff.reset();
          },
          onPayload: (payload) => enqueue(() => options.read(payload)),
          onProbe: () => enqueue(() => [options.heartbeat]),
        });
      } catch (error) {
        onError(error);
      }
      listening = false;
      cutOff();
      if (!stopping.signal.aborted) await backoff.wait(stopping.signal);
    }
  }

  function enqueue(read: () => Promise<readonly Event[]> | readonly Event[]): void {
    reading = reading.then(async () => {
      try {
        for (const event of await read()) watchers.forEach((queue) => queue.push(event));
      } catch (error) {
        onError(error);
        cutOff();
      }
    });
  }

  function cutOff(): void {
    for (const queue of watchers) queue.fail(unavailable());
  }
}

function unavailable(): AppError {
  return new AppError('UNAVAILABLE', 'The feed has lost its database; watch again for a fresh snapshot.');
}

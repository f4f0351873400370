import type { CallContext } from '@tessera/rpc';

/** A feed that tests push to: whoever watches gets the snapshot first, then what is pushed, and heartbeats. */
export class PushedFeed<Event> {
  readonly #snapshot: () => readonly Event[];
  readonly #heartbeat: Event;
  readonly #watchers = new Set<(event: Event) => void>();

  constructor(snapshot: () => readonly Event[], heartbeat: Event) {
    this.#snapshot = snapshot;
    this.#heartbeat = heartbeat;
  }

  push(event: Event): void {
    this.#watchers.forEach((watcher) => watcher(event));
  }

  async *watch({ signal }: CallContext): AsyncGenerator<Event> {
    const queue: Event[] = [];
    let wake = () => {};
    const watcher = (event: Event) => {
      queue.push(event);
      wake();
    };
    this.#watchers.add(watcher);
    const beat = setInterval(() => watcher(this.#heartbeat), 500);
    try {
      yield* this.#snapshot();
      while (!signal.aborted) {
        yield* queue.splice(0);
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (queue.length > 0) resolve();
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    } finally {
      clearInterval(beat);
      this.#watchers.delete(watcher);
    }
  }
}

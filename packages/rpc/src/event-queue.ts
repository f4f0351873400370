/**
 * A bounded queue between whoever pushes and one reader. A reader that falls more than `capacity` items behind, or
 * whose source breaks off, gets an error in place of a gap that it would not notice.
 */
export class EventQueue<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: T): void {
    if (this.#items.length >= this.#capacity) this.fail(new Error('The reader is too slow.'));
    else this.#items.push(item);
    this.#wake?.();
  }

  /** Ends the reader with this error, at once. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  /** What has been pushed, in order, until the signal aborts. */
  async *read(signal: AbortSignal): AsyncGenerator<T> {
    const wake = () => this.#wake?.();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        if (this.#failure) throw this.#failure;
        const item = this.#items.shift();
        if (item !== undefined) yield item;
        else await this.#pushed();
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  #pushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

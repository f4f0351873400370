/** How all that serves a stream learns that it is over before its operation is. */
export class StreamEnd {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;
  #reason: unknown;

  /** @param client aborts when it leaves */
  constructor(client?: AbortSignal) {
    const { signal } = this.#controller;
    this.signal = client ? AbortSignal.any([client, signal]) : signal;
  }

  /** What the client is to be told; undefined while there is nothing, or nobody to tell. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Only the first counts, and none after the client has left. */
  because(reason: unknown): void {
    if (this.signal.aborted) return;
    this.#reason = reason;
    this.#controller.abort();
  }

  /** The client wants no more of it. */
  leave(): void {
    this.#controller.abort();
  }
}

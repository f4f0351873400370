import type { SubgraphFailure } from './subgraph-failure.ts';

type Listener = (failure: SubgraphFailure) => void;

/**
 * Ends one fetch before its time. What an AbortController does, without its cost: each fetch has one of these, and most
 * are never used.
 */
export class Stop {
  readonly #tell: Listener;
  #failure: SubgraphFailure | null = null;
  #attempt: Listener | null = null;

  /** @param tell called once, whatever the fetch is waiting for */
  constructor(tell: Listener) {
    this.#tell = tell;
  }

  /** Why the fetch has been ended; null while it may go on. */
  get failure(): SubgraphFailure | null {
    return this.#failure;
  }

  /** A fetch has one attempt at a time: this one, or null between them. */
  listen(attempt: Listener | null): void {
    this.#attempt = attempt;
  }

  /** Only the first counts. */
  now(failure: SubgraphFailure): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#attempt?.(failure);
    this.#tell(failure);
  }
}

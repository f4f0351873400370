/** What happens in a subgraph, told to all who follow it. Leaving takes effect at once. */
export class EventFeed<Event> {
  readonly #followers = new Set<Follower<Event>>();

  get followers(): number {
    return this.#followers.size;
  }

  push(...events: Event[]): void {
    for (const event of events) this.#followers.forEach((each) => each.push(event));
  }

  end(): void {
    this.#followers.forEach((each) => void each.return());
  }

  follow(): AsyncIterableIterator<Event> {
    const follower: Follower<Event> = new Follower(() => this.#followers.delete(follower));
    this.#followers.add(follower);
    return follower;
  }
}

class Follower<Event> implements AsyncIterableIterator<Event> {
  readonly #leave: () => void;
  readonly #waiting: Event[] = [];
  #isOver = false;
  #taker: ((result: IteratorResult<Event>) => void) | undefined;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  push(event: Event): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker) taker({ done: false, value: event });
    else this.#waiting.push(event);
  }

  async next(): Promise<IteratorResult<Event>> {
    const value = this.#waiting.shift();
    if (value !== undefined) return { done: false, value };
    if (this.#isOver) return { done: true, value: undefined };
    return new Promise((resolve) => void (this.#taker = resolve));
  }

  async return(): Promise<IteratorResult<Event>> {
    this.#isOver = true;
    this.#leave();
    this.#taker?.({ done: true, value: undefined });
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

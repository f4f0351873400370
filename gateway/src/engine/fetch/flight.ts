import { Stop } from './stop.ts';
import { SubgraphFailure } from './subgraph-failure.ts';

/** One for whom a fetch is made; GatewayContext is. */
export interface Waiting {
  /** Aborted when the client goes away. Making one costs as much as a tenth of a fetch, so most are never asked for. */
  readonly signal: AbortSignal;
}

/** Told of the failure if there is one. */
type OnLanded = (failure: unknown) => void;

/** A fetch is looked after for clients that leave only if it takes longer than this: most are back before. */
const WATCHED_AFTER_MS = 50;

/** One fetch on its way, retries and all, and those who wait for it. */
export class Flight<Cargo> {
  /** @throws SubgraphFailure */
  readonly landing: Promise<Cargo>;
  readonly #stop: Stop;
  readonly #waiting: Waiting[] = [];
  #onLanded: OnLanded | null = null;
  #timer: NodeJS.Timeout;
  #isWatched = false;
  #hasLanded = false;
  #leavers = 0;

  /** @param timeoutMs from now; it lands with the failure `timeout` then, wherever it is */
  constructor(timeoutMs: number, fly: (stop: Stop) => Promise<Cargo>) {
    const { promise, resolve, reject } = Promise.withResolvers<Cargo>();
    const fail = (failure: unknown) => {
      this.#land(failure);
      reject(failure);
    };
    this.landing = promise;
    this.#stop = new Stop(fail);
    const watchedAfterMs = Math.max(1, Math.min(WATCHED_AFTER_MS, timeoutMs));
    this.#timer = setTimeout(() => this.#watch(timeoutMs - watchedAfterMs), watchedAfterMs);
    fly(this.#stop).then((cargo) => {
      this.#land();
      resolve(cargo);
    }, fail);
  }

  /**
   * Cheaper than a promise that follows `landing`. A method, because V8 makes a function that is written straight into a
   * property one of the old objects, where it holds on to its request until the next full collection: a quarter of all
   * that a request allocates.
   */
  whenLanded(tell: OnLanded): void {
    this.#onLanded = tell;
  }

  /** Whether it has nothing to give to who comes now: it is there, nobody waits for it any more, or its time is over. */
  get hasLanded(): boolean {
    return this.#hasLanded;
  }

  /**
   * Waits until it lands. Whoever leaves goes on waiting (nobody reads what comes of it), unless all have left: then the
   * subgraph is told, by closing the connection.
   */
  wait(client: Waiting): Promise<Cargo> {
    if (!this.#waiting.includes(client)) {
      this.#waiting.push(client);
      if (this.#isWatched) this.#follow(client);
    }
    return this.landing;
  }

  #watch(restMs: number): void {
    const expire = () => this.#stop.now(new SubgraphFailure('timeout'));
    if (restMs <= 0) return expire();
    this.#timer = setTimeout(expire, restMs);
    this.#isWatched = true;
    this.#waiting.forEach((client) => this.#follow(client));
  }

  #follow({ signal }: Waiting): void {
    if (signal.aborted) this.#leave();
    else signal.addEventListener('abort', this.#leave);
  }

  readonly #leave = (): void => {
    this.#leavers += 1;
    if (this.#leavers === this.#waiting.length) this.#stop.now(new SubgraphFailure('cancelled'));
  };

  #land(failure?: unknown): void {
    if (this.#hasLanded) return;
    this.#hasLanded = true;
    clearTimeout(this.#timer);
    if (this.#isWatched) this.#waiting.forEach(({ signal }) => signal.removeEventListener('abort', this.#leave));
    this.#onLanded?.(failure);
  }
}

import { Stop } from './stop.ts';
import { SubgraphFailure } from './subgraph-failure.ts';

/** One fetch on its way, retries and all, and those who wait for it. */
export class Flight<Cargo> {
  /** @throws SubgraphFailure */
  readonly landing: Promise<Cargo>;
  readonly #stop: Stop;
  #waiters = 0;

  /** @param timeoutMs from now; it lands with the failure `timeout` then, wherever it is */
  constructor(timeoutMs: number, fly: (stop: Stop) => Promise<Cargo>) {
    const { promise, resolve, reject } = Promise.withResolvers<Cargo>();
    const stop = new Stop(reject);
    const timer = setTimeout(() => stop.now(new SubgraphFailure('timeout')), Math.max(1, timeoutMs));
    const land = <Result>(settle: (result: Result) => void) => (result: Result) => {
      clearTimeout(timer);
      settle(result);
    };
    fly(stop).then(land(resolve), land(reject));
    this.#stop = stop;
    this.landing = promise;
  }

  /** True once nobody waits for it any more, or its time is over: then it has nothing to give. */
  get isOver(): boolean {
    return this.#stop.failure !== null;
  }

  /**
   * Waits until it lands. Whoever leaves goes on waiting (nobody reads what comes of it), unless all have left: then the
   * subgraph is told, by closing the connection.
   */
  async wait(client: AbortSignal): Promise<Cargo> {
    const leave = () => {
      this.#waiters -= 1;
      if (this.#waiters === 0) this.#stop.now(new SubgraphFailure('cancelled'));
    };
    this.#waiters += 1;
    client.addEventListener('abort', leave);
    try {
      return await this.landing;
    } finally {
      client.removeEventListener('abort', leave);
    }
  }
}

import { createCohorts, type EnterCohort } from '@tessera/http';
import type { Connection, Exchange } from './connection.ts';
import { ConnectionPool, type ConnectionPoolOptions } from './connection-pool.ts';
import { createRequestHead } from './request-head.ts';
import type { Stop } from './stop.ts';
import type { SubgraphFailure } from './subgraph-failure.ts';

export type TransportOptions = ConnectionPoolOptions;

export interface Post {
  readonly body: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly stop: Stop;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface Transport {
  /** @throws SubgraphFailure */
  post(request: Post): Promise<HttpAnswer>;
  /** Resolves when the requests under way have ended. */
  close(): Promise<void>;
}

/** Keep-alive connections to one subgraph's GraphQL endpoint. */
export function createTransport(options: TransportOptions): Transport {
  const pool = new ConnectionPool(options);
  const headOf = createRequestHead(options.url);
  const enterCohort = createCohorts();
  return {
    post: ({ body, headers, stop }) =>
      new Promise((resolve, reject) => {
        const exchange = new PostExchange({ pool, enterCohort, stop, resolve, reject }, headOf(body, headers), body);
        pool.send(exchange);
      }),
    close: () => pool.close(),
  };
}

interface Surroundings {
  readonly pool: ConnectionPool;
  readonly enterCohort: EnterCohort;
  readonly stop: Stop;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (failure: SubgraphFailure) => void;
}

/** Settles once: by the answer, by a failure, or because it was told to stop. */
class PostExchange implements Exchange {
  readonly head: string;
  readonly body: string;
  connection: Connection | null = null;
  readonly #around: Surroundings;

  constructor(around: Surroundings, head: string, body: string) {
    this.#around = around;
    this.head = head;
    this.body = body;
    around.stop.listen((failure) => {
      around.pool.abandon(this);
      this.onFailure(failure);
    });
  }

  onAnswer(answer: HttpAnswer): void {
    const { stop, enterCohort, resolve } = this.#around;
    stop.listen(null);
    enterCohort(() => resolve(answer));
  }

  onFailure(failure: SubgraphFailure): void {
    const { stop, reject } = this.#around;
    stop.listen(null);
    reject(failure);
  }
}

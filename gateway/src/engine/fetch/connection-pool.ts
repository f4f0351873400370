import { Connection, type ConnectionOptions, type ConnectionOwner, type Exchange } from './connection.ts';
import { SubgraphFailure } from './subgraph-failure.ts';

export interface ConnectionPoolOptions extends ConnectionOptions {
  /** At once; more requests than that wait for one. */
  readonly connections: number;
}

/** Connections that have waited long enough are looked for this often, with one timer for all. */
const SWEEP_MS = 1_000;

/**
 * Connections to one subgraph, opened as they are needed. Arrays hold them: of a Set or a Map that changes with every
 * request, V8 chains each outgrown table to the next, and one of them among the old objects would keep nearly every
 * request until the next full garbage collection.
 *
 * A free connection takes the next request at once. Most come in a cohort, which runs in the event loop's check phase:
 * what had arrived until the poll phase before (another answer, the connection's end) has then been read, and has closed
 * the connection. Read after the request was written, it would be taken for that request's answer (undici had that as
 * GHSA-35p6-xmwp-9g52, and waits a turn each time). What arrives just then nobody can tell from an answer.
 */
export class ConnectionPool implements ConnectionOwner {
  readonly #options: ConnectionPoolOptions;
  /** Those that were used last at the end: they are taken first, and the others can close. */
  readonly #idle: Connection[] = [];
  /** First in, first out. */
  readonly #waiting: Exchange[] = [];
  #open = 0;
  #sweeper: NodeJS.Timeout | null = null;
  #isServing = false;
  #closing: PromiseWithResolvers<void> | null = null;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
  }

  send(exchange: Exchange): void {
    if (this.#closing) return exchange.onFailure(new SubgraphFailure('connection'));
    if (this.#waiting.length > 0 || !this.#start(exchange)) this.#waiting.push(exchange);
  }

  /** Nobody waits for it any more. A connection that it is on is closed, and with it what is still on its way. */
  abandon(exchange: Exchange): void {
    if (exchange.connection) return exchange.connection.close();
    const at = this.#waiting.indexOf(exchange);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#windUp();
  }

  /** Takes no more requests, and resolves when those it has taken have ended. */
  close(): Promise<void> {
    this.#closing ??= Promise.withResolvers<void>();
    this.#windUp();
    return this.#closing.promise;
  }

  onFree(connection: Connection): void {
    this.#idle.push(connection);
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
    this.#serveLater();
    this.#windUp();
  }

  onGone(connection: Connection): void {
    this.#open -= 1;
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#serveLater();
    this.#windUp();
  }

  /** @returns whether there is a connection for it */
  #start(exchange: Exchange): boolean {
    const connection = this.#takeIdle();
    if (connection) {
      connection.send(exchange);
      return true;
    }
    if (this.#open >= this.#options.connections) return false;
    this.#open += 1;
    // It tells this pool of itself.
    void new Connection(this.#options, this, exchange);
    return true;
  }

  #takeIdle(): Connection | null {
    const now = performance.now();
    for (let connection = this.#idle.pop(); connection; connection = this.#idle.pop()) {
      if (connection.idleUntil > now) return connection;
      connection.close();
    }
    return null;
  }

  /** Not at once: a free connection has just been read from, in the poll phase. */
  #serveLater(): void {
    if (this.#isServing || this.#waiting.length === 0) return;
    this.#isServing = true;
    setImmediate(() => this.#serve());
  }

  #serve(): void {
    this.#isServing = false;
    for (let [next] = this.#waiting; next && this.#start(next); [next] = this.#waiting) this.#waiting.shift();
    this.#windUp();
  }

  #sweep(): void {
    const now = performance.now();
    for (const connection of this.#idle.filter(({ idleUntil }) => idleUntil <= now)) connection.close();
    if (this.#idle.length > 0 || !this.#sweeper) return;
    clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  #windUp(): void {
    if (!this.#closing || this.#waiting.length > 0) return;
    for (const connection of this.#idle.slice()) connection.close();
    if (this.#open === 0) this.#closing.resolve();
  }
}

import type { IncomingHttpHeaders } from 'node:http';
import { createCohorts, type EnterCohort } from '@tessera/http';
import { Pool, type Dispatcher } from 'undici';
import type { Stop } from './stop.ts';
import { SubgraphFailure } from './subgraph-failure.ts';

export interface TransportOptions {
  readonly url: URL;
  /** Connections at once; more requests than that wait for one. */
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly maxAnswerBytes: number;
}

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
  close(): Promise<void>;
}

/** Nothing was written yet: a subgraph that is starting, stopping or gone. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Keep-alive connections to one subgraph's GraphQL endpoint. */
export function createTransport({ url, connections, connectTimeoutMs, maxAnswerBytes }: TransportOptions): Transport {
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    // Below the subgraphs' own 65 s, so that we never write to a connection that its other end is closing.
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 30_000,
    connectTimeout: connectTimeoutMs,
    // The fetch has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const path = url.pathname + url.search;
  const exchangeOptions: ExchangeOptions = { maxBytes: maxAnswerBytes, enterCohort: createCohorts() };
  return {
    post: ({ body, headers, stop }) =>
      new Promise((resolve, reject) => {
        const exchange = new Exchange(exchangeOptions, stop, resolve, reject);
        // undici takes a mutable array, and does not change it.
        pool.dispatch({ path, method: 'POST', headers: headers as string[], body }, exchange);
      }),
    close: () => pool.close(),
  };
}

interface ExchangeOptions {
  readonly maxBytes: number;
  readonly enterCohort: EnterCohort;
}

/** One request and its answer. Settles once: by the answer's end, by an error, or because it was told to stop. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #stop: Stop;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (failure: SubgraphFailure) => void;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status = 0;
  #controller: Dispatcher.DispatchController | null = null;
  #failure: SubgraphFailure | null = null;

  constructor(
    options: ExchangeOptions,
    stop: Stop,
    resolve: (answer: HttpAnswer) => void,
    reject: (failure: SubgraphFailure) => void,
  ) {
    this.#options = options;
    this.#stop = stop;
    this.#resolve = resolve;
    this.#reject = reject;
    stop.listen((failure) => this.#fail(failure));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Stopped while it waited for a connection: it is not sent at all.
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    if (Number(headers['content-length']) > this.#options.maxBytes) this.#fail(new SubgraphFailure('too-large'));
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#options.maxBytes) this.#fail(new SubgraphFailure('too-large'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#failure) return;
    this.#stop.listen(null);
    const [first] = this.#chunks;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
    const answer = { status: this.#status, text: body.toString('utf8') };
    this.#options.enterCohort(() => this.#resolve(answer));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (!this.#failure) this.#fail(asFailure(error));
  }

  /** Aborting destroys the connection, and with it what is still on its way. */
  #fail(failure: SubgraphFailure): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#stop.listen(null);
    this.#chunks.length = 0;
    this.#controller?.abort(failure);
    this.#reject(failure);
  }
}

/** What went wrong with a connection, as far as it says whether the request can have been acted on. */
export function asFailure(error: NodeJS.ErrnoException): SubgraphFailure {
  return new SubgraphFailure(NOT_CONNECTED.has(error.code ?? '') ? 'connection' : 'interrupted', { cause: error });
}

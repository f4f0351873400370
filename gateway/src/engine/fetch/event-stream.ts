import { StringDecoder } from 'node:string_decoder';
import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser';
import { Pool, type Dispatcher } from 'undici';
import { EventQueue, type EventQueueOptions } from './event-queue.ts';
import { SubgraphFailure } from './subgraph-failure.ts';
import type { HttpAnswer, Post } from './transport.ts';

export interface EventTransportOptions extends Omit<EventQueueOptions, 'source'> {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  /** In characters; a longer event ends the stream. */
  readonly maxEventLength: number;
  /** How long the subgraph may say nothing at all, not even that it is alive; 0: for ever. */
  readonly silenceMs: number;
}

/** What a subgraph says to a subscription: events, or an answer that is not a stream of them. */
export interface OpenedStream extends HttpAnswer {
  readonly events?: EventQueue;
}

export interface EventTransport {
  /** @throws SubgraphFailure where there is no stream and no answer */
  open(request: Post): Promise<OpenedStream>;
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

/**
 * How a stream ends where the last event has no data: by the rules of SSE it is no event, and the parser skips it. It is
 * what gqlgen and Hot Chocolate send.
 */
const ENDED_WITHOUT_DATA = /[\r\n]event: ?complete\s*$/;
const LENGTH_OF_END = 32;

/**
 * Streams of events from one subgraph, each on a connection of its own: on those of the fetches they would leave none.
 * As GraphQL over SSE in distinct connections mode (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md).
 */
export function createEventTransport(options: EventTransportOptions): EventTransport {
  const { url, connectTimeoutMs, silenceMs } = options;
  const pool = new Pool(url.origin, {
    pipelining: 1,
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 30_000,
    connectTimeout: connectTimeoutMs,
    // Opening has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: silenceMs,
  });
  const path = url.pathname + url.search;
  return {
    open: ({ body, headers, stop }) =>
      new Promise((resolve, reject) => {
        const exchange = new StreamExchange(options, resolve, reject);
        stop.listen((failure) => exchange.fail(failure));
        pool.dispatch({ path, method: 'POST', headers: headers as string[], body }, exchange);
      }),
    // What is still open then has nobody left who reads it, and would not end by itself.
    close: () => pool.destroy(),
  };
}

/** One request and what comes of it, for as long as it comes. */
class StreamExchange implements Dispatcher.DispatchHandler {
  readonly #options: EventTransportOptions;
  readonly #resolve: (opened: OpenedStream) => void;
  readonly #reject: (failure: SubgraphFailure) => void;
  readonly #decoder = new StringDecoder('utf8');
  #controller: Dispatcher.DispatchController | null = null;
  #failure: SubgraphFailure | null = null;
  #status = 0;
  /** Of an answer that is no stream. */
  #text = '';
  /** The last characters of a stream, as if a line had ended before it. */
  #tail = '\n';
  #events: EventQueue | null = null;
  #parser: EventSourceParser | null = null;

  constructor(
    options: EventTransportOptions,
    resolve: (opened: OpenedStream) => void,
    reject: (failure: SubgraphFailure) => void,
  ) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    { 'content-type': contentType = '' }: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    if (status !== 200 || !String(contentType).toLowerCase().startsWith('text/event-stream')) return;
    const events = new EventQueue({ ...this.#options, source: controller });
    events.onEnd = (failure) => this.#close(failure);
    this.#events = events;
    this.#parser = createParser({
      maxBufferSize: this.#options.maxEventLength,
      onEvent: (message) => this.#take(events, message),
      onError: ({ type }) => type === 'max-buffer-size-exceeded' && this.fail(new SubgraphFailure('too-large')),
    });
    this.#resolve({ status, text: '', events });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const text = this.#decoder.write(chunk);
    if (this.#parser) {
      this.#tail = (this.#tail + text).slice(-LENGTH_OF_END);
      return this.#parser.feed(text);
    }
    this.#text += text;
    if (this.#text.length > this.#options.maxEventLength) this.fail(new SubgraphFailure('too-large'));
  }

  onResponseEnd(): void {
    // A stream that is over says so with an event; one that merely stops has been cut off.
    if (this.#events) this.#events.end(ENDED_WITHOUT_DATA.test(this.#tail) ? null : new SubgraphFailure('interrupted'));
    else if (!this.#failure) this.#resolve({ status: this.#status, text: this.#text });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(asFailure(error));
  }

  fail(failure: SubgraphFailure): void {
    if (this.#events) return this.#events.end(failure);
    this.#close(failure);
    this.#reject(failure);
  }

  /** Some servers name no event. */
  #take(events: EventQueue, { event = 'next', data }: EventSourceMessage): void {
    if (event === 'next') events.add(data);
    if (event === 'complete') events.end();
  }

  /** Aborting destroys the connection: the subgraph learns from it that nobody listens. */
  #close(failure: SubgraphFailure | null): void {
    if (this.#failure) return;
    this.#failure = failure ?? new SubgraphFailure('cancelled');
    this.#controller?.abort(this.#failure);
  }
}

/** What went wrong with a connection, as far as it says whether the request can have been acted on. */
function asFailure(error: NodeJS.ErrnoException): SubgraphFailure {
  return new SubgraphFailure(NOT_CONNECTED.has(error.code ?? '') ? 'connection' : 'interrupted', { cause: error });
}

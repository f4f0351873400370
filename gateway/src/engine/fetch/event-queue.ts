import type { FetchAnswer } from '../contract.ts';
import { SubgraphFailure } from './subgraph-failure.ts';
import { readAnswer } from './wire-answer.ts';

/** Where events come from: it can be asked to hold them back for a while. */
export interface EventSource {
  pause(): void;
  resume(): void;
}

export interface EventQueueOptions {
  readonly source: EventSource;
  /** Characters of events that wait; from here on the source is held back. Default: 256 Ki. */
  readonly maxWaiting?: number;
  /** How long whoever takes them may stay behind, counted from the first holding back. Default: 10,000. */
  readonly catchUpMs?: number;
}

/**
 * Events between a subgraph that sends them and a client that takes them. A burst waits in the subgraph's connection,
 * and not in our memory; a client that does not catch up with it in time loses its stream, or the events would pile up
 * in the subgraph instead.
 */
export class EventQueue {
  readonly #source: EventSource;
  readonly #maxWaiting: number;
  readonly #catchUpMs: number;
  readonly #waiting: string[] = [];
  #size = 0;
  #isHeldBack = false;
  #catchUpTimer: NodeJS.Timeout | undefined;
  #taker: PromiseWithResolvers<string | null> | undefined;
  #end: { readonly failure: SubgraphFailure | null } | undefined;
  /** Called once, however it ends: with the failure if it has one. */
  onEnd: ((failure: SubgraphFailure | null) => void) | null = null;

  constructor({ source, maxWaiting = 256 * 1024, catchUpMs = 10_000 }: EventQueueOptions) {
    this.#source = source;
    this.#maxWaiting = maxWaiting;
    this.#catchUpMs = catchUpMs;
  }

  add(event: string): void {
    if (this.#end) return;
    const taker = this.#taker;
    if (taker) {
      this.#taker = undefined;
      taker.resolve(event);
      return;
    }
    this.#waiting.push(event);
    this.#size += event.length;
    if (this.#size >= this.#maxWaiting) this.#holdBack();
  }

  /** There will be no more; what waits is still to be taken. Only the first counts. */
  end(failure: SubgraphFailure | null = null): void {
    if (this.#end) return;
    this.#end = { failure };
    clearTimeout(this.#catchUpTimer);
    const taker = this.#taker;
    this.#taker = undefined;
    if (failure) taker?.reject(failure);
    else taker?.resolve(null);
    this.onEnd?.(failure);
  }

  /** Nobody takes any more of it. */
  discard(): void {
    this.#waiting.length = 0;
    this.#size = 0;
    this.end(new SubgraphFailure('cancelled'));
  }

  /**
   * The next event; null after the last. One at a time.
   * @throws SubgraphFailure after the last before the stream broke
   */
  async take(): Promise<string | null> {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#size -= next.length;
      if (!this.#end) this.#letOn();
      return next;
    }
    if (this.#end?.failure) throw this.#end.failure;
    if (this.#end) return null;
    this.#taker = Promise.withResolvers();
    return await this.#taker.promise;
  }

  #holdBack(): void {
    this.#catchUpTimer ??= setTimeout(() => this.end(new SubgraphFailure('unread')), this.#catchUpMs);
    if (this.#isHeldBack) return;
    this.#isHeldBack = true;
    this.#source.pause();
  }

  /** Half empty, it is filled again; only empty, its client has caught up. */
  #letOn(): void {
    if (this.#waiting.length === 0) {
      clearTimeout(this.#catchUpTimer);
      this.#catchUpTimer = undefined;
    }
    if (!this.#isHeldBack || this.#size > this.#maxWaiting / 2) return;
    this.#isHeldBack = false;
    this.#source.resume();
  }
}

/**
 * The events until there are no more, or until the client leaves.
 * @throws SubgraphFailure where the stream broke, or an event is no GraphQL answer
 */
export async function* readEvents(events: EventQueue, signal: AbortSignal): AsyncGenerator<FetchAnswer, void> {
  const leave = () => events.discard();
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave);
  try {
    for (let text = await events.take(); text !== null; text = await events.take()) {
      yield readAnswer({ status: 200, text });
    }
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}

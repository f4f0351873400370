import type { EngineAnswer } from '../engine/contract.ts';
import type { StreamEnd } from './stream-end.ts';

/**
 * The answers to one operation, for a client that takes them one by one. After its end nothing is given any more, also
 * of what has come before: a client whose session is over gets no events that were waiting for it.
 */
export class AnswerStream implements AsyncIterator<EngineAnswer, void> {
  /** Fulfilled when nothing is done for it any more, whether its client has noticed or not. */
  readonly over: Promise<void>;
  readonly #answers: AsyncGenerator<EngineAnswer, void>;
  readonly #end: StreamEnd;
  readonly #finish: () => void;
  #isTold = false;

  constructor(answers: AsyncGenerator<EngineAnswer, void>, end: StreamEnd) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answers = answers;
    this.#end = end;
    this.over = promise;
    this.#finish = () => {
      end.signal.removeEventListener('abort', this.#finish);
      resolve();
    };
    if (end.signal.aborted) resolve();
    else end.signal.addEventListener('abort', this.#finish);
  }

  /** @throws once what it ended with, as an expired token, and what the engine throws */
  async next(): Promise<IteratorResult<EngineAnswer, void>> {
    if (this.#end.signal.aborted) return this.#conclude();
    try {
      const result = await this.#answers.next();
      if (this.#end.signal.aborted) return this.#conclude();
      if (result.done) this.#finish();
      return result;
    } catch (error) {
      this.#finish();
      throw error;
    }
  }

  /** The client wants no more; also while it waits for the next, which comes to nothing then. */
  async return(): Promise<IteratorResult<EngineAnswer, void>> {
    this.#end.leave();
    this.#finish();
    return { done: true, value: undefined };
  }

  #conclude(): IteratorResult<EngineAnswer, void> {
    const { reason } = this.#end;
    if (reason === undefined || this.#isTold) return { done: true, value: undefined };
    this.#isTold = true;
    throw reason;
  }
}

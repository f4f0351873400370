import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  handleType,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  SamplingBreaker,
  type BulkheadPolicy,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { SubgraphFailure, type FailureReason } from './subgraph-failure.ts';
import type { HttpAnswer } from './transport.ts';

export type CircuitStatus = 'closed' | 'half-open' | 'open';

export interface GuardOptions {
  /** Requests to the subgraph at once. */
  readonly maxConcurrent: number;
  /** Requests that may wait for their turn. */
  readonly maxQueued: number;
}

/**
 * The circuit opens when more than half of the requests of the last five seconds failed, and these were ten at least.
 * From then on one request is let through each second, and the first that succeeds closes it.
 */
const SAMPLE_MS = 5_000;
const FAILURE_SHARE = 0.5;
const MINIMUM_PER_SECOND = 2;
const PROBE_AFTER_MS = 1_000;
/** What says that the subgraph is not well. A refusal, or an answer that is too large, says nothing of the kind. */
const FAULTS: ReadonlySet<FailureReason> = new Set(['connection', 'interrupted', 'timeout']);

/** Bounds what one subgraph that is slow or down can cost: requests at once, requests in wait, and futile ones. */
export class Guard {
  readonly #circuit: CircuitBreakerPolicy;
  readonly #bulkhead: BulkheadPolicy;

  constructor({ maxConcurrent, maxQueued }: GuardOptions) {
    this.#circuit = circuitBreaker(handleType(SubgraphFailure, (failure) => this.#isFault(failure)).orWhenResult(isFaulty), {
      halfOpenAfter: PROBE_AFTER_MS,
      breaker: new SamplingBreaker({
        threshold: FAILURE_SHARE,
        duration: SAMPLE_MS,
        minimumRps: MINIMUM_PER_SECOND,
      }),
    });
    this.#bulkhead = bulkhead(maxConcurrent, maxQueued);
  }

  get status(): CircuitStatus {
    const { state } = this.#circuit;
    if (state === CircuitState.Closed) return 'closed';
    return state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /** @throws SubgraphFailure `circuit-open`, `overloaded`, or what `attempt` throws */
  async run<Answer extends Pick<HttpAnswer, 'status'>>(attempt: () => Promise<Answer>): Promise<Answer> {
    // Cockatiel would let it wait for the probe's outcome, which takes as long as the subgraph is frozen.
    if (this.#circuit.state === CircuitState.HalfOpen) throw new SubgraphFailure('circuit-open');
    try {
      return await this.#circuit.execute(() => this.#admit(attempt));
    } catch (error) {
      if (isBrokenCircuitError(error)) throw new SubgraphFailure('circuit-open');
      if (isBulkheadRejectedError(error)) throw new SubgraphFailure('overloaded');
      throw error;
    }
  }

  /** The probe goes past the bulkhead, which may be full of what is still waiting for the subgraph. */
  #admit<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
    return this.status === 'half-open' ? attempt() : this.#bulkhead.execute(attempt);
  }

  #isFault({ reason, status = 0 }: SubgraphFailure): boolean {
    // A probe whose client left has proven nothing: Cockatiel takes what is no fault for a success.
    if (reason === 'cancelled') return this.status === 'half-open';
    const isRefusal = status >= 400 && status < 500;
    return FAULTS.has(reason) && !isRefusal;
  }
}

/** GraphQL that came with a 5xx is passed on, and counted. */
const isFaulty = (answer: unknown) => (answer as Pick<HttpAnswer, 'status'>).status >= 500;

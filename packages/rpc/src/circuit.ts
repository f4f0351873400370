import { status } from '@grpc/grpc-js';
import { AppError, isAppError } from '@tessera/errors';
import {
  circuitBreaker,
  CircuitState,
  handleWhen,
  isBrokenCircuitError,
  SamplingBreaker,
  type CircuitBreakerPolicy,
} from 'cockatiel';

/**
 * The circuit opens when more than half of the unary calls of the last five seconds failed, and these were ten at least.
 * From then on one call is let through each second, and the first that succeeds closes it.
 */
const SAMPLE_MS = 5_000;
const FAILURE_SHARE = 0.5;
const MINIMUM_PER_SECOND = 2;
const PROBE_AFTER_MS = 1_000;

/** What says that the callee is not well, as a 5xx does over HTTP. A refusal says nothing of the kind. */
const FAULTS: ReadonlySet<unknown> = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** Spares a callee that is down, and whoever would wait for it, calls that would fail. One for each callee. */
export class Circuit {
  readonly #callee: string;
  readonly #policy: CircuitBreakerPolicy;

  constructor(callee: string) {
    this.#callee = callee;
    this.#policy = circuitBreaker(handleWhen((error) => this.#isFault(error as Error)), {
      halfOpenAfter: PROBE_AFTER_MS,
      breaker: new SamplingBreaker({
        threshold: FAILURE_SHARE,
        duration: SAMPLE_MS,
        minimumRps: MINIMUM_PER_SECOND,
      }),
    });
  }

  /** @throws AppError UNAVAILABLE while the circuit is open, or what `call` throws */
  async run<T>(call: () => Promise<T>): Promise<T> {
    // Cockatiel would let it wait for the probe's outcome, which takes as long as the callee is frozen.
    if (this.#policy.state === CircuitState.HalfOpen) throw this.#open();
    try {
      return await this.#policy.execute(call);
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.#open() : error;
    }
  }

  #isFault(error: Error): boolean {
    // A probe that its caller gave up has proven nothing: Cockatiel takes what is no fault for a success.
    if (!isAppError(error)) return this.#policy.state === CircuitState.HalfOpen;
    // What the callee tells of a service behind it is no fault of its own.
    const isOwn = (error.details.service ?? this.#callee) === this.#callee;
    return isOwn && FAULTS.has((error.cause as { code?: unknown } | undefined)?.code);
  }

  #open(): AppError {
    const message = `The ${this.#callee} service failed too often of late, and is not asked for a moment.`;
    return new AppError('UNAVAILABLE', message, { service: this.#callee, retryAfterSeconds: PROBE_AFTER_MS / 1_000 });
  }
}

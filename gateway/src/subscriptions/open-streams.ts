import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import type { LimitSettings } from '../limits/limit-settings.ts';
import { limitExceeded } from '../limits/limit-error.ts';
import type { Metrics } from '../metrics.ts';

/** A subscription while it is open. */
export interface OpenStream {
  readonly identity: Identity | null;
  /** @throws AppError where the caller may not go on */
  readonly recheck: () => Promise<unknown>;
  /** Ends it, and tells its client why. */
  readonly end: (reason: unknown) => void;
}

export interface OpenStreamsOptions {
  readonly limits: Pick<LimitSettings, 'subscriptions' | 'subscriptionsPerUser'>;
  readonly metrics: Metrics;
  /** How often each caller is asked after. Default: 1,000. */
  readonly recheckMs?: number;
}

const RETRY_AFTER_SECONDS = 5;

/**
 * All subscriptions of this process. Their callers are asked after as long as they last: an operation is over before
 * its token is, a subscription is not.
 */
export class OpenStreams {
  readonly #limits: OpenStreamsOptions['limits'];
  readonly #recheckMs: number;
  readonly #open = new Set<OpenStream>();
  readonly #byUser = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ limits, metrics, recheckMs = 1_000 }: OpenStreamsOptions) {
    this.#limits = limits;
    this.#recheckMs = recheckMs;
    metrics.gauge('tessera_gateway_open_subscriptions', 'Subscriptions whose clients are connected just now.', () => [
      { labels: {}, value: this.#open.size },
    ]);
  }

  /**
   * @returns how to take it out again
   * @throws AppError or GraphQLError where there is no room for it
   */
  enter(stream: OpenStream): () => void {
    if (this.#isClosed) throw stopping();
    if (this.#open.size >= this.#limits.subscriptions) throw full();
    this.#count(stream, 1);
    this.#open.add(stream);
    this.#timer ??= setInterval(() => this.#recheckAll(), this.#recheckMs);
    return () => this.#remove(stream);
  }

  /** Ends all, and lets none begin any more. */
  close(): void {
    this.#isClosed = true;
    for (const { end } of this.#open) end(stopping());
  }

  #remove(stream: OpenStream): void {
    if (!this.#open.delete(stream)) return;
    this.#count(stream, -1);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #count({ identity }: OpenStream, by: 1 | -1): void {
    if (!identity) return;
    const { userId } = identity;
    const count = (this.#byUser.get(userId) ?? 0) + by;
    if (count > this.#limits.subscriptionsPerUser) {
      throw limitExceeded('subscriptionsPerUser', this.#limits.subscriptionsPerUser);
    }
    if (count > 0) this.#byUser.set(userId, count);
    else this.#byUser.delete(userId);
  }

  #recheckAll(): void {
    for (const { recheck, end } of this.#open) recheck().catch(end);
  }
}

function full(): AppError {
  return new AppError('OVERLOADED', 'There are too many subscriptions just now. Try again shortly.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

/** Another gateway takes over, or the same one anew. */
function stopping(): AppError {
  return new AppError('UNAVAILABLE', 'The endpoint is about to stop. Subscribe again.', { retryAfterSeconds: 1 });
}

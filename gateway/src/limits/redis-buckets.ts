import { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { BucketState, Rate, TokenBuckets } from './token-buckets.ts';

export interface SharedBuckets {
  take(key: string, rate: Rate, points: number): Promise<BucketState> | BucketState;
  close(): Promise<void>;
}

/**
 * A token bucket in place of RateLimiterRedis's window, which lets twice the burst through around its end, and has
 * whoever used it up wait for all of it. Arguments: points, window in whole seconds, burst, burst / perSecond.
 * Answers what the library reads: points used (more than the burst: refused), milliseconds to wait or to be full again.
 */
const TOKEN_BUCKET = `
local points, burst, perMs = tonumber(ARGV[1]), tonumber(ARGV[3]), ARGV[3] / ARGV[4] / 1000
local clock = redis.call('time')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local known = redis.call('hmget', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, (tonumber(known[1]) or burst) + math.max(0, now - (tonumber(known[2]) or now)) * perMs)
local passed = tokens >= points
if passed then tokens = tokens - points end
local fullIn = math.ceil((burst - tokens) / perMs)
redis.call('hset', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('pexpire', KEYS[1], fullIn + 1000)
if passed then return {burst - math.floor(tokens), fullIn} end
return {burst + 1, math.ceil((points - tokens) / perMs)}
`;

/** An answer that comes later holds up every request: this process's own buckets then decide. */
const ANSWER_WITHIN_MS = 100;
const LEFT_ALONE_MS = 1_000;
const KEPT_RATES = 1_000;

/**
 * Buckets that every gateway on this Redis shares. While it does not answer, each counts in `insurance` for itself:
 * that Redis is down keeps nobody out, and lets nobody flood.
 */
export function createRedisBuckets(url: string, insurance: TokenBuckets, log: Logger): SharedBuckets {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: ANSWER_WITHIN_MS,
    connectTimeout: 2_000,
    // Commands of one turn of the event loop go out together.
    enableAutoPipelining: true,
  });
  let leftAloneUntil = 0;
  const noteOutage = () => {
    if (Date.now() > leftAloneUntil) log.warn('rate limits are counted by this gateway alone: Redis does not answer');
    leftAloneUntil = Date.now() + LEFT_ALONE_MS;
  };
  // Connection errors come out of commands; without a listener they would end the process.
  redis.on('error', (error) => log.debug({ err: error }, 'Redis'));

  const limiters = new LRUCache<string, RateLimiterRedis>({ max: KEPT_RATES });
  const limiterFor = (rate: Rate) => {
    const name = `${rate.perSecond}/${rate.burst}`;
    const limiter =
      limiters.get(name) ??
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `tessera:rate:${name}`,
        points: rate.burst,
        duration: rate.burst / rate.perSecond,
        customIncrTtlLuaScript: TOKEN_BUCKET,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new Insurance(rate, insurance, noteOutage),
      });
    limiters.set(name, limiter);
    return limiter;
  };
  return {
    take(key, rate, points) {
      if (Date.now() < leftAloneUntil) return insurance.take(key, rate, points);
      // The library takes a window of less than a second for none; the script does not read this one.
      const options = { customDuration: Math.max(1, rate.burst / rate.perSecond) };
      return limiterFor(rate)
        .consume(key, Math.min(points, rate.burst), options)
        .then((told) => stateOf(told, true), refused);
    },
    async close() {
      await redis.quit().catch(() => undefined);
      redis.disconnect();
    },
  };
}

/** What the library asks in place of a Redis that fails: its own memory limiter, but with buckets, and bounded. */
class Insurance extends RateLimiterMemory {
  readonly #rate: Rate;
  readonly #buckets: TokenBuckets;
  readonly #onUse: () => void;

  constructor(rate: Rate, buckets: TokenBuckets, onUse: () => void) {
    super({ points: rate.burst, duration: rate.burst / rate.perSecond });
    this.#rate = rate;
    this.#buckets = buckets;
    this.#onUse = onUse;
  }

  override async consume(key: string | number, points = 1): Promise<RateLimiterRes> {
    this.#onUse();
    const state = this.#buckets.take(String(key), this.#rate, points);
    const ms = state.passed ? state.fullInMs : state.waitMs;
    const told = new RateLimiterRes(state.remaining, ms, this.#rate.burst - state.remaining, false);
    if (!state.passed) throw told;
    return told;
  }
}

function refused(reason: unknown): BucketState {
  if (reason instanceof RateLimiterRes) return stateOf(reason, false);
  throw reason;
}

function stateOf({ remainingPoints, msBeforeNext }: RateLimiterRes, passed: boolean): BucketState {
  return passed
    ? { passed, remaining: remainingPoints, waitMs: 0, fullInMs: msBeforeNext }
    : { passed, remaining: remainingPoints, waitMs: msBeforeNext, fullInMs: msBeforeNext };
}

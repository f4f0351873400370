import { LRUCache } from 'lru-cache';

/** A token bucket: `perSecond` points for as long as it takes, `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** How a bucket stands after it was asked for points. */
export interface BucketState {
  readonly passed: boolean;
  /** Points that could be taken at once now. */
  readonly remaining: number;
  /** Until what was asked for could be taken; 0 where it was. */
  readonly waitMs: number;
  /** Until the bucket is full again. */
  readonly fullInMs: number;
}

export interface TokenBuckets {
  /** Takes all points or none. More than a full bucket holds counts as a full bucket, so that it passes at some time. */
  take(key: string, rate: Rate, points: number): BucketState;
}

/** However many addresses a flood comes from: beyond that, the bucket that was longest untouched starts anew. */
const MAX_BUCKETS = 50_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** Buckets in this process's memory. One that the rate changes for keeps what it holds. */
export function createTokenBuckets(now: () => number = Date.now): TokenBuckets {
  const buckets = new LRUCache<string, Bucket>({ max: MAX_BUCKETS });
  return {
    take(key, { perSecond, burst }, points) {
      const time = now();
      let bucket = buckets.get(key);
      if (!bucket) {
        bucket = { tokens: burst, at: time };
        buckets.set(key, bucket);
      }
      const perMs = perSecond / 1_000;
      const wanted = Math.min(points, burst);
      const tokens = Math.min(burst, bucket.tokens + (time - bucket.at) * perMs);
      const passed = tokens >= wanted;
      bucket.tokens = passed ? tokens - wanted : tokens;
      bucket.at = time;
      return {
        passed,
        remaining: Math.floor(bucket.tokens),
        waitMs: passed ? 0 : (wanted - tokens) / perMs,
        fullInMs: (burst - bucket.tokens) / perMs,
      };
    },
  };
}

import { AppError } from '@tessera/errors';
import { LRUCache } from 'lru-cache';
import type { Identity } from '@tessera/identity';
import type { RateOverrides } from './rate-overrides.ts';

/** A token bucket: `perSecond` requests for as long as it takes, `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface RateSettings {
  /** Of one user in one tenant. */
  readonly user: Rate;
  readonly tenant: Rate;
  /** Per client address, of requests without an identity. */
  readonly anonymous: Rate;
}

export const DEFAULT_RATES: RateSettings = {
  user: { perSecond: 200, burst: 1_000 },
  tenant: { perSecond: 1_000, burst: 5_000 },
  anonymous: { perSecond: 100, burst: 1_000 },
};

const MAX_BUCKETS = 50_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Limits the rate of requests per user, tenant or anonymous address, in this process's memory. An override comes before
 * the settings and holds from the next request on. It binds tenants and their users alone: whoever acts for the
 * platform must be able to take back a limit that was set too low.
 * @returns a function that throws AppError RATE_LIMITED with the seconds until the next request would pass
 */
export function createRateLimiter(rates: RateSettings, overrides?: RateOverrides, now: () => number = Date.now) {
  const buckets = new LRUCache<string, Bucket>({ max: MAX_BUCKETS });
  const take = (key: string, rate: Rate) => {
    const time = now();
    const bucket = buckets.get(key) ?? { tokens: rate.burst, at: time };
    bucket.tokens = Math.min(rate.burst, bucket.tokens + ((time - bucket.at) / 1000) * rate.perSecond);
    bucket.at = time;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) {
      const retryAfterSeconds = Math.max(1, Math.ceil((1 - bucket.tokens) / rate.perSecond));
      throw new AppError('RATE_LIMITED', 'Too many requests. Wait, then go on more slowly.', { retryAfterSeconds });
    }
    bucket.tokens -= 1;
  };
  return (identity: Identity | null, clientAddress: string): void => {
    if (!identity) return take(`address ${clientAddress}`, rates.anonymous);
    const { userId, tenantId } = identity;
    if (!tenantId) return take(`user ${userId}`, rates.user);
    take(`user ${userId} ${tenantId}`, overrides?.of('USER', tenantId) ?? rates.user);
    take(`tenant ${tenantId}`, overrides?.of('TENANT', tenantId) ?? rates.tenant);
  };
}

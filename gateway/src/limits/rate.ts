import type { Identity } from '@tessera/identity';
import { networkOf } from './network-of.ts';
import { rateLimited } from './rate-headers.ts';
import type { RateOverrides } from './rate-overrides.ts';
import type { SharedBuckets } from './redis-buckets.ts';
import { createTokenBuckets, type BucketState, type Rate, type TokenBuckets } from './token-buckets.ts';

export type { Rate };

/** Null: no limit. */
export interface RateSettings {
  /** Of one user in one tenant. */
  readonly user: Rate | null;
  readonly tenant: Rate | null;
  /** Per client address, of requests without an identity. */
  readonly anonymous: Rate | null;
  /** Per client address, of operations that sign in: each costs a password's hash. Counted in operations. */
  readonly signIn: Rate | null;
  /** An operation counts a point for each such part of its cost that it starts. */
  readonly costPerPoint: number;
}

export const DEFAULT_RATES: RateSettings = {
  user: { perSecond: 200, burst: 1_000 },
  tenant: { perSecond: 1_000, burst: 5_000 },
  anonymous: { perSecond: 100, burst: 1_000 },
  signIn: { perSecond: 5, burst: 100 },
  // A page of 20 records with what belongs to each is one point, the largest operation that is allowed 500.
  costPerPoint: 100,
};

/** How one of the limits that bind a caller stands. */
export interface RateStanding {
  readonly subject: 'user' | 'tenant' | 'address' | 'sign-in';
  readonly rate: Rate;
  readonly state: BucketState;
}

/** Whose request it is. */
export interface RateCaller {
  readonly identity: Identity | null;
  readonly clientAddress: string;
}

/**
 * Takes points of a caller. In memory it answers at once, with Redis by a promise.
 * @throws GraphQLError RATE_LIMITED with the seconds until the same request would pass
 */
type Take<Argument extends unknown[]> = (
  caller: RateCaller,
  ...more: Argument
) => readonly RateStanding[] | Promise<readonly RateStanding[]>;

export interface RateLimits {
  /** Takes the one point that every request costs, whatever becomes of it. */
  readonly arrive: Take<[]>;
  /** Takes what the operation costs beyond that, once its cost is known. */
  readonly charge: Take<[cost: number]>;
  /** Takes an operation that signs in. */
  readonly signIn: Take<[]>;
}

export interface RateLimitsOptions {
  readonly rates: RateSettings;
  /**
   * Come before the settings, and hold from the next request on. They bind tenants and their users alone: whoever acts
   * for the platform must be able to take back a limit that was set too low.
   */
  readonly overrides?: RateOverrides;
  /** Left out: in this process's memory. */
  readonly buckets?: TokenBuckets | SharedBuckets;
}

export function createRateLimits({ rates, overrides, buckets = createTokenBuckets() }: RateLimitsOptions): RateLimits {
  const take = (limits: readonly Limit[], points: number) => {
    const taken: Pending[] = [];
    for (const { subject, key, rate } of limits) {
      if (rate) taken.push({ subject, rate, state: buckets.take(key, rate, points) });
    }
    return taken.every(isSettled) ? judge(taken) : Promise.all(taken.map(settle)).then(judge);
  };
  const limitsOf = ({ identity, clientAddress }: RateCaller): readonly Limit[] => {
    if (!identity) return [{ subject: 'address', key: `address ${networkOf(clientAddress)}`, rate: rates.anonymous }];
    const { tenantId } = identity;
    const keys = keysOf(identity);
    if (!tenantId) return [{ subject: 'user', key: keys.user, rate: rates.user }];
    return [
      { subject: 'user', key: keys.user, rate: overrides?.of('USER', tenantId) ?? rates.user },
      { subject: 'tenant', key: keys.tenant, rate: overrides?.of('TENANT', tenantId) ?? rates.tenant },
    ];
  };
  return {
    arrive: (caller) => take(limitsOf(caller), 1),
    charge(caller, cost) {
      const points = Math.ceil(cost / rates.costPerPoint) - 1;
      return points > 0 ? take(limitsOf(caller), points) : NOTHING_TAKEN;
    },
    signIn: ({ clientAddress }) =>
      take([{ subject: 'sign-in', key: `sign-in ${networkOf(clientAddress)}`, rate: rates.signIn }], 1),
  };
}

interface BucketKeys {
  readonly user: string;
  readonly tenant: string;
}

/** A token's identity is the same object with each request, and a text whose hash is known is found in half the time. */
const made = new WeakMap<Identity, BucketKeys>();

function keysOf(identity: Identity): BucketKeys {
  const known = made.get(identity);
  if (known) return known;
  const { userId, tenantId } = identity;
  const keys = { user: tenantId ? `user ${userId} ${tenantId}` : `user ${userId}`, tenant: `tenant ${tenantId}` };
  made.set(identity, keys);
  return keys;
}

const NOTHING_TAKEN: readonly RateStanding[] = Object.freeze([]);

interface Limit {
  readonly subject: RateStanding['subject'];
  /** Of its bucket. */
  readonly key: string;
  readonly rate: Rate | null;
}
type Pending = Omit<RateStanding, 'state'> & { readonly state: BucketState | Promise<BucketState> };

const isSettled = (taken: Pending): taken is RateStanding => !(taken.state instanceof Promise);
const settle = async ({ subject, rate, state }: Pending): Promise<RateStanding> => ({ subject, rate, state: await state });

function judge(standings: readonly RateStanding[]): readonly RateStanding[] {
  if (standings.every(({ state }) => state.passed)) return standings;
  throw rateLimited(standings);
}

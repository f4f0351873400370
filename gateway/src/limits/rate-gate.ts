import { rateHeaders } from './rate-headers.ts';
import type { RateCaller, RateLimits, RateStanding } from './rate.ts';

/** The limits of rate as the way of an operation passes them. */
export interface RateGate {
  /** On arrival, before anything is read. @throws GraphQLError RATE_LIMITED */
  limitRate(caller: RateCaller): Promise<void> | void;
  /** Once the operation is allowed, and before it is planned. @throws GraphQLError RATE_LIMITED */
  charge(caller: RateCaller, operation: { readonly signsIn: boolean }, cost: number): Promise<void> | void;
  /** `RateLimit`, `RateLimit-Policy` and `X-Operation-Cost` for the answer. */
  headersFor(caller: RateCaller, cost?: number): Record<string, string>;
}

type Taken = ReturnType<RateLimits['arrive']>;

export function createRateGate(limits: RateLimits): RateGate {
  const known = new WeakMap<RateCaller, readonly RateStanding[]>();
  const note = (caller: RateCaller, standings: readonly RateStanding[]) => {
    if (standings.length > 0) known.set(caller, standings);
  };
  const noteWhenTold = (caller: RateCaller, taken: Taken) =>
    taken instanceof Promise ? taken.then((standings) => note(caller, standings)) : note(caller, taken);
  return {
    limitRate: (caller) => noteWhenTold(caller, limits.arrive(caller)),
    charge(caller, { signsIn }, cost) {
      if (!signsIn) return noteWhenTold(caller, limits.charge(caller, cost));
      const taken = limits.signIn(caller);
      if (taken instanceof Promise) return taken.then(() => noteWhenTold(caller, limits.charge(caller, cost)));
      return noteWhenTold(caller, limits.charge(caller, cost));
    },
    headersFor(caller, cost) {
      const headers = rateHeaders(known.get(caller) ?? []);
      if (cost !== undefined) headers['x-operation-cost'] = String(cost);
      return headers;
    },
  };
}

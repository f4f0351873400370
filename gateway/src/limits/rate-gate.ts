import { rateHeaders } from './rate-headers.ts';
import type { RateCaller, RateLimits, RateStanding } from './rate.ts';

/** Whose request it is, and how it stood with its limits when it was last counted. */
export interface RatedCaller extends RateCaller {
  standings?: readonly RateStanding[];
}

/** The limits of rate as the way of an operation passes them. */
export interface RateGate {
  /** On arrival, before anything is read. @throws GraphQLError RATE_LIMITED */
  limitRate(caller: RatedCaller): Promise<void> | void;
  /** Once the operation is allowed, and before it is planned. @throws GraphQLError RATE_LIMITED */
  charge(caller: RatedCaller, operation: { readonly signsIn: boolean }, cost: number): Promise<void> | void;
  /** `RateLimit`, `RateLimit-Policy` and `X-Operation-Cost` for the answer. */
  headersFor(caller: RatedCaller, cost?: number): Record<string, string>;
}

type Taken = ReturnType<RateLimits['arrive']>;

export function createRateGate(limits: RateLimits): RateGate {
  return {
    limitRate: (caller) => noteWhenTold(caller, limits.arrive(caller)),
    charge(caller, { signsIn }, cost) {
      if (!signsIn) return noteWhenTold(caller, limits.charge(caller, cost));
      const taken = limits.signIn(caller);
      if (taken instanceof Promise) return taken.then(() => noteWhenTold(caller, limits.charge(caller, cost)));
      return noteWhenTold(caller, limits.charge(caller, cost));
    },
    headersFor({ standings = [] }, cost) {
      const headers = rateHeaders(standings);
      if (cost !== undefined) headers['x-operation-cost'] = String(cost);
      return headers;
    },
  };
}

function noteWhenTold(caller: RatedCaller, taken: Taken): Promise<void> | void {
  return taken instanceof Promise ? taken.then((standings) => note(caller, standings)) : note(caller, taken);
}

function note(caller: RatedCaller, standings: readonly RateStanding[]): void {
  if (standings.length > 0) caller.standings = standings;
}

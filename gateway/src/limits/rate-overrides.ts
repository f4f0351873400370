import type { RateLimitSet } from '@tessera/rpc';
import type { Rate } from './rate.ts';

/** Whom a limit binds: a tenant as a whole, or each of its users. */
export type RateSubject = 'TENANT' | 'USER';

export interface RateOverrides {
  /** The tenant's own rate, else what holds for every tenant; undefined when the settings are to decide. */
  of(subject: RateSubject, tenantId: string): Rate | undefined;
}

/** Keeps the set of rate limits that was last told. */
export function createRateOverrides(): RateOverrides & { replace(set: RateLimitSet): void } {
  let rates: ReadonlyMap<string, Rate> = new Map();
  return {
    of: (subject, tenantId) => rates.get(`${subject} ${tenantId}`) ?? rates.get(`${subject} `),
    replace({ limits }) {
      rates = new Map(
        limits.map(({ subject, tenantId, perMinute, burst }) => [
          `${subject} ${tenantId}`,
          { perSecond: perMinute / 60, burst },
        ]),
      );
    },
  };
}

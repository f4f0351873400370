import { describe, expect, it } from '@jest/globals';
import { freshnessOf, STALE_AFTER_MS, type FollowedService } from '../../src/domain/freshness.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const followed = (service: string, rest: Partial<FollowedService> = {}): FollowedService => ({
  service, asOf: new Date(NOW - 1_000), lagEvents: 0, caughtUp: true, reachable: true, ...rest,
});
const states = (...each: FollowedService[]) => new Map(each.map((state) => [state.service, state]));

describe('the freshness of an aggregate', () => {
  it('is that of its oldest share, and lags by all that its services lag', () => {
    const older = new Date(NOW - 5_000);
    const known = states(followed('auth', { lagEvents: 2 }), followed('crm', { asOf: older, lagEvents: 3 }));
    expect(freshnessOf(['auth', 'crm'], known, NOW)).toEqual({ asOf: older, lagEvents: 5, complete: true, missing: [] });
  });

  it.each<[string, Partial<FollowedService>]>([
    ['cannot be reached', { reachable: false }],
    ['is being read from its start', { caughtUp: false }],
    ['was not heard of for too long', { asOf: new Date(NOW - STALE_AFTER_MS - 1) }],
    ['was never read', { asOf: null }],
  ])('misses a service that %s', (_, state) => {
    const answer = freshnessOf(['auth', 'crm'], states(followed('auth'), followed('crm', state)), NOW);
    expect(answer).toMatchObject({ complete: false, missing: ['crm'] });
  });

  it('has no moment until every service has been read', () => {
    expect(freshnessOf(['auth', 'crm'], states(followed('auth')), NOW)).toMatchObject({ asOf: null, missing: ['crm'] });
  });
});

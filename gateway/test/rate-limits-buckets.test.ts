import { describe, expect, it } from '@jest/globals';
import { createRateGate } from '../src/limits/rate-gate.ts';
import { createRateOverrides, type RateSubject } from '../src/limits/rate-overrides.ts';
import { createRateLimits, DEFAULT_RATES, type RateCaller, type RateLimits, type RateSettings } from '../src/limits/rate.ts';
import { createTokenBuckets } from '../src/limits/token-buckets.ts';
import { startRig } from './support/rig.ts';

const rates: RateSettings = {
  user: { perSecond: 1, burst: 2 },
  tenant: { perSecond: 1, burst: 3 },
  anonymous: { perSecond: 1, burst: 1 },
  signIn: { perSecond: 1, burst: 2 },
  costPerPoint: 100,
};
const person = (userId: string, tenantId: string | null = 't'): RateCaller => ({
  identity: { userId, sessionId: 's', tenantId, role: 'OWNER' },
  clientAddress: '192.0.2.1',
});
const stranger = (clientAddress: string): RateCaller => ({ identity: null, clientAddress });

function setUp(settings: Partial<RateSettings> = {}) {
  let now = 0;
  const limits = createRateLimits({ rates: { ...rates, ...settings }, buckets: createTokenBuckets(() => now) });
  return { limits, ...atOnce(limits), wait: (ms: number) => void (now += ms) };
}
/** In memory, what is refused is thrown at once. */
const atOnce = (limits: RateLimits) => ({
  arrive: (caller: RateCaller) => void limits.arrive(caller),
  charge: (caller: RateCaller, cost: number) => void limits.charge(caller, cost),
});
const refusal = (retryAfterSeconds: number): Error =>
  expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED', retryAfterSeconds }) }) as never;

describe('the rate of requests', () => {
  it('admits a burst, refuses what goes beyond it, and says how long to wait', () => {
    const { arrive, wait } = setUp();
    arrive(person('a'));
    arrive(person('a'));
    expect(() => arrive(person('a'))).toThrow(refusal(1));
    wait(1_000);
    expect(() => arrive(person('a'))).not.toThrow();
  });

  it('is shared by the members of a tenant', () => {
    const { arrive } = setUp();
    for (const user of ['a', 'b', 'c']) arrive(person(user));
    expect(() => arrive(person('d'))).toThrow(refusal(1));
    expect(() => arrive(person('d', 'other'))).not.toThrow();
  });

  it('is counted by address for the anonymous, and by network where addresses are IPv6', () => {
    const { arrive } = setUp();
    arrive(stranger('192.0.2.1'));
    expect(() => arrive(stranger('192.0.2.1'))).toThrow();
    expect(() => arrive(stranger('192.0.2.2'))).not.toThrow();
    arrive(stranger('2001:db8:0:1::1'));
    expect(() => arrive(stranger('2001:db8:0:1:ffff::2'))).toThrow();
    expect(() => arrive(stranger('2001:db8:0:2::1'))).not.toThrow();
  });

  it('has no limit where it is switched off', () => {
    const { arrive } = setUp({ anonymous: null });
    for (let sent = 0; sent < 100; sent += 1) arrive(stranger('192.0.2.1'));
  });

  it('is told in the standard headers', () => {
    const gate = createRateGate(setUp().limits);
    const caller = person('a');
    void gate.limitRate(caller);
    expect(gate.headersFor(caller)).toEqual({
      'ratelimit-policy': '"user";q=2;w=2, "tenant";q=3;w=3',
      ratelimit: '"user";r=1;t=1, "tenant";r=2;t=1',
    });
    expect(gate.headersFor(person('a'))).toEqual({});
  });
});

describe('a point for each part of the cost', () => {
  const settings = { user: { perSecond: 1, burst: 10 }, tenant: null };

  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
    [900, 9],
  ])('makes an operation that costs %d count %d', (cost, points) => {
    const gate = createRateGate(setUp(settings).limits);
    const caller = person('a');
    void gate.limitRate(caller);
    void gate.charge(caller, { signsIn: false }, cost);
    expect(gate.headersFor(caller)['ratelimit']).toBe(`"user";r=${10 - points};t=${points}`);
  });

  it('refuses what does not fit any more, and lets the smaller pass', () => {
    const { arrive, charge } = setUp(settings);
    arrive(person('a'));
    expect(() => charge(person('a'), 1_500)).toThrow(refusal(1));
    expect(() => charge(person('a'), 300)).not.toThrow();
  });

  it('lets the largest pass once the bucket is full', () => {
    const { charge } = setUp(settings);
    expect(() => charge(person('a'), 50_000)).not.toThrow();
    expect(() => charge(person('a'), 101)).toThrow(refusal(1));
  });

  it('lets an address sign in more rarely than ask', () => {
    const gate = createRateGate(setUp({ anonymous: { perSecond: 1, burst: 50 } }).limits);
    const signIn = () => gate.charge(stranger('192.0.2.1'), { signsIn: true }, 1);
    void signIn();
    void signIn();
    expect(signIn).toThrow(refusal(1));
    expect(() => gate.charge(stranger('192.0.2.1'), { signsIn: false }, 1)).not.toThrow();
    expect(() => gate.charge(stranger('192.0.2.2'), { signsIn: true }, 1)).not.toThrow();
  });
});

describe('the rate that the platform sets', () => {
  const limited = (...given: [subject: RateSubject, tenantId: string, burst: number][]) =>
    given.map(([subject, tenantId, burst]) => ({ subject, tenantId, burst, perMinute: 6 }));
  const setUpWith = (...given: Parameters<typeof limited>) => {
    const overrides = createRateOverrides();
    overrides.replace({ limits: limited(...given) });
    const nine = { perSecond: 1, burst: 9 };
    const settings = { ...rates, user: nine, tenant: nine };
    const limits = createRateLimits({ rates: settings, overrides, buckets: createTokenBuckets(() => 0) });
    return { overrides, ...atOnce(limits) };
  };
  /** How many requests pass at once, of ten. */
  const passing = (arrive: ReturnType<typeof setUpWith>['arrive'], caller: RateCaller) => {
    let passed = 0;
    try {
      for (; passed < 10; passed += 1) arrive(caller);
    } catch (error) {
      expect(error).toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
    }
    return passed;
  };

  it('for a tenant’s users binds each of them by itself, and nobody else’s', () => {
    const { arrive } = setUpWith(['USER', 't', 2]);
    expect(passing(arrive, person('a'))).toBe(2);
    expect(passing(arrive, person('b'))).toBe(2);
    expect(passing(arrive, person('a', 'other'))).toBe(9);
  });

  it('for a tenant binds its users together', () => {
    const { arrive } = setUpWith(['TENANT', 't', 3]);
    expect(passing(arrive, person('a')) + passing(arrive, person('b'))).toBe(3);
    expect(passing(arrive, person('c', 'other'))).toBe(9);
  });

  it('for every tenant gives way to a tenant’s own', () => {
    const { arrive } = setUpWith(['USER', '', 2], ['USER', 't', 5]);
    expect(passing(arrive, person('a'))).toBe(5);
    expect(passing(arrive, person('a', 'other'))).toBe(2);
  });

  it('does not bind whoever acts for the platform', () => {
    const { arrive } = setUpWith(['USER', '', 1], ['TENANT', '', 1]);
    expect(passing(arrive, person('a', null))).toBe(9);
  });

  it('tells how long a slow bucket takes, and holds and ends at the next request', () => {
    const { overrides, arrive } = setUpWith();
    arrive(person('a'));
    overrides.replace({ limits: limited(['USER', 't', 1]) });
    arrive(person('a'));
    expect(() => arrive(person('a'))).toThrow(refusal(10));
    overrides.replace({ limits: [] });
    expect(() => arrive(person('a'))).toThrow(refusal(1));
  });
});

it('a flood of users who were never seen costs microseconds for each request', () => {
  const { arrive, charge } = atOnce(createRateLimits({ rates: DEFAULT_RATES }));
  const before = process.cpuUsage();
  for (let sent = 0; sent < 20_000; sent += 1) {
    arrive(person(`user ${sent}`, null));
    charge(person(`user ${sent}`, null), 250);
  }
  expect(process.cpuUsage(before).user / 20_000).toBeLessThan(200);
});

it('a request too many is 429 with retry-after over HTTP', async () => {
  const rig = await startRig({}, { rates: { anonymous: { perSecond: 0.1, burst: 1 } } });
  try {
    await rig.ask('{ __typename }');
    const { status, headers, body } = await rig.ask('{ __typename }');
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('10');
    expect(headers.get('ratelimit')).toBe('"address";r=0;t=10');
    expect(body.errors[0].extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 10 });
  } finally {
    await rig.stop();
  }
});

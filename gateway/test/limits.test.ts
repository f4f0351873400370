import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { measureDocument } from '../src/limits/measure-document.ts';
import { createRateLimiter } from '../src/limits/rate.ts';
import { createRateOverrides, type RateSubject } from '../src/limits/rate-overrides.ts';
import { startRig, type Rig } from './support/rig.ts';

const REPEAT = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');

describe('the measure of a document', () => {
  it('counts what fragments stand for, each time they are spread', () => {
    const document = parse(
      '{ a: me { ...F } b: me { ...F } } fragment F on User { x: id y: email @include(if: true) }',
    );
    expect(measureDocument(document)).toEqual({
      operations: 1,
      depth: 2,
      selections: 8,
      fragmentSpreads: 2,
      aliases: 6,
      rootFields: 2,
      directives: 2,
    });
  });

  it('takes no longer for fragments that stand for billions of fields', () => {
    const fragments = REPEAT(40, (at) => `fragment F${at} on User { ...F${at + 1} ...F${at + 1} }`);
    const document = parse(`{ me { ...F0 } } ${fragments} fragment F40 on User { id }`);
    const startedAt = performance.now();
    expect(measureDocument(document).selections).toBeGreaterThan(1e12);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('ends on a cycle', () => {
    const document = parse('{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A id }');
    expect(measureDocument(document).depth).toBe(2);
  });
});

describe('over HTTP', () => {
  let rig: Rig;
  let token: string;
  beforeAll(async () => {
    rig = await startRig();
    token = rig.tokenFor('OWNER');
  });
  afterAll(() => rig.stop());

  it.each([
    ['tokens', `{ ${'me { id } '.repeat(2_000)} }`],
    ['depth', `{ customers { nodes ${'{ related { nodes '.repeat(10)} { id } ${'} }'.repeat(10)} } }`],
    [
      'selections',
      `{ ...A } ${REPEAT(20, (at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`)}` +
        'fragment A on Query { ...F0 } fragment F20 on Query { __typename }',
    ],
    ['fragmentSpreads', `{ me { ${'...F '.repeat(301)} } } fragment F on User { id }`],
    ['operations', REPEAT(51, (at) => `query Q${at} { me { id } }`)],
    ['aliases', `{ ${REPEAT(101, (at) => `a${at}: __typename`)} }`],
    ['rootFields', `{ ${'me { id } '.repeat(31)} }`],
    ['directives', `{ me { id ${'@include(if: true) '.repeat(101)} } }`],
    ['depth', `{ customers(first: ${'['.repeat(2_400)}1${']'.repeat(2_400)}) { totalCount } }`],
    ['comparisons', `{ me { ${'id '.repeat(990)} } }`],
    ['cost', '{ customers(first: 300) { nodes { related(first: 300) { nodes { id } } } } }'],
  ])('refuses too many %s, and names the limit', async (limit, query) => {
    const before = rig.fetches();
    const startedAt = performance.now();
    const { status, body } = await rig.ask(query, { token });
    expect(body.errors).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^The operation exceeds the limit of [\d,]+ .*\. [A-Z].*\.$/),
        extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit }),
      }),
    ]);
    expect(status).toBe(400);
    expect(rig.fetches()).toBe(before);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('counts a page size that comes as a variable', async () => {
    const query = 'query($n: Int) { customers(first: $n) { nodes { related(first: $n) { nodes { id } } } } }';
    expect((await rig.ask(query, { token, variables: { n: 10 } })).body.errors).toBeUndefined();
    const { body } = await rig.ask(query, { token, variables: { n: 1_000 } });
    expect(body.errors[0].extensions.limit).toBe('cost');
  });

  it('refuses variables that are nested without end', async () => {
    const query = 'query($n: Int) { customers(first: $n) { totalCount } }';
    const nested = (levels: number) =>
      `{"query":"${query}","variables":{"n":1,"x":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
    const send = async (levels: number) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      return (await fetch(rig.gateway.url, { method: 'POST', headers, body: nested(levels) })).json();
    };
    expect(await send(100)).not.toHaveProperty('errors');
    const refused = { errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'variableDepth' } }] };
    expect(await send(101)).toMatchObject(refused);
    expect(await send(400_000)).toMatchObject(refused);
  });

  it('refuses a body over 1 MiB with 413', async () => {
    const response = await fetch(rig.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }', variables: { padding: 'x'.repeat(1024 * 1024) } }),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'bodyBytes' } }],
    });
  });

  it('refuses a batch', async () => {
    const response = await fetch(rig.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ me { id } }' }, { query: '{ me { id } }' }]),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it("admits the Playground's introspection", async () => {
    expect((await rig.ask(getIntrospectionQuery({ inputValueDeprecation: true }))).body.errors).toBeUndefined();
  });

  it('leaves a cycle of fragments to validation, which names it', async () => {
    const { body } = await rig.ask('{ me { ...A } } fragment A on User { ...A }', { token });
    expect(body.errors[0].message).toContain('Cannot spread fragment "A" within itself');
  });
});

describe('the rate of requests', () => {
  const rates = {
    user: { perSecond: 1, burst: 2 },
    tenant: { perSecond: 1, burst: 3 },
    anonymous: { perSecond: 1, burst: 1 },
  };
  const person = (userId: string) => ({ userId, sessionId: 's', tenantId: 't', role: 'OWNER' as const });

  it('admits a burst, refuses what goes beyond it, and says how long to wait', () => {
    let now = 0;
    const limit = createRateLimiter(rates, undefined, () => now);
    limit(person('a'), 'x');
    limit(person('a'), 'x');
    expect(() => limit(person('a'), 'x')).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 1 } }),
    );
    now += 1_000;
    expect(() => limit(person('a'), 'x')).not.toThrow();
  });

  it('is shared by the members of a tenant', () => {
    const limit = createRateLimiter(rates, undefined, () => 0);
    limit(person('a'), 'x');
    limit(person('b'), 'x');
    limit(person('c'), 'x');
    expect(() => limit(person('d'), 'x')).toThrow();
  });

  it('is counted by address for the anonymous', () => {
    const limit = createRateLimiter(rates, undefined, () => 0);
    limit(null, 'x');
    expect(() => limit(null, 'x')).toThrow();
    expect(() => limit(null, 'y')).not.toThrow();
  });

  describe('that the platform sets', () => {
    const settings = { user: { perSecond: 1, burst: 9 }, tenant: { perSecond: 1, burst: 9 }, anonymous: rates.anonymous };
    const member = (tenantId: string | null, userId = 'a') => ({ ...person(userId), tenantId });
    const limited = (...given: [subject: RateSubject, tenantId: string, burst: number][]) =>
      given.map(([subject, tenantId, burst]) => ({ subject, tenantId, burst, perMinute: 6 }));
    const setUp = (...given: Parameters<typeof limited>) => {
      const overrides = createRateOverrides();
      overrides.replace({ limits: limited(...given) });
      return { overrides, limit: createRateLimiter(settings, overrides, () => 0) };
    };
    /** How many requests pass at once, of ten. */
    const passing = (limit: ReturnType<typeof createRateLimiter>, caller: ReturnType<typeof member>) => {
      let passed = 0;
      try {
        for (; passed < 10; passed += 1) limit(caller, 'x');
      } catch (error) {
        expect(error).toMatchObject({ code: 'RATE_LIMITED' });
      }
      return passed;
    };

    it('for a tenant’s users binds each of them by itself, and nobody else’s', () => {
      const { limit } = setUp(['USER', 't', 2]);
      expect(passing(limit, member('t', 'a'))).toBe(2);
      expect(passing(limit, member('t', 'b'))).toBe(2);
      expect(passing(limit, member('other', 'a'))).toBe(9);
    });

    it('for a tenant binds its users together', () => {
      const { limit } = setUp(['TENANT', 't', 3]);
      expect(passing(limit, member('t', 'a')) + passing(limit, member('t', 'b'))).toBe(3);
      expect(passing(limit, member('other', 'c'))).toBe(9);
    });

    it('for every tenant gives way to a tenant’s own', () => {
      const { limit } = setUp(['USER', '', 2], ['USER', 't', 5]);
      expect(passing(limit, member('t'))).toBe(5);
      expect(passing(limit, member('other'))).toBe(2);
    });

    it('does not bind whoever acts for the platform', () => {
      const { limit } = setUp(['USER', '', 1], ['TENANT', '', 1]);
      expect(passing(limit, member(null))).toBe(9);
    });

    it('tells how long a slow bucket takes, and holds and ends at the next request', () => {
      const { overrides, limit } = setUp();
      limit(member('t'), 'x');
      overrides.replace({ limits: limited(['USER', 't', 1]) });
      limit(member('t'), 'x');
      expect(() => limit(member('t'), 'x')).toThrow(expect.objectContaining({ details: { retryAfterSeconds: 10 } }));
      overrides.replace({ limits: [] });
      expect(() => limit(member('t'), 'x')).toThrow(expect.objectContaining({ details: { retryAfterSeconds: 1 } }));
    });
  });

  it('is 429 with retry-after over HTTP', async () => {
    const rig = await startRig({}, { rates: { anonymous: { perSecond: 0.1, burst: 1 } } });
    try {
      await rig.ask('{ __typename }');
      const { status, headers, body } = await rig.ask('{ __typename }');
      expect(status).toBe(429);
      expect(headers.get('retry-after')).toBe('10');
      expect(body.errors[0].extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 10 });
    } finally {
      await rig.stop();
    }
  });
});

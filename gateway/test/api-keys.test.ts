import { afterEach, describe, expect, it } from '@jest/globals';
import { newApiKey } from '@tessera/identity';
import { createApiKeys, type ApiKeysOptions } from '../src/identity/api-keys.ts';
import { createKeyTrust } from '../src/identity/key-trust.ts';
import { createMetrics } from '../src/metrics.ts';
import { ApiKeyBook } from './support/api-key-book.ts';
import { codesOf } from './support/codes.ts';

const ADDRESS = '192.0.2.1';
let aheadMs = 0;
const now = () => performance.now() + aheadMs;
afterEach(() => {
  aheadMs = 0;
});

function setUp(more: Partial<ApiKeysOptions> = {}) {
  const book = new ApiKeyBook();
  const trust = createKeyTrust(now);
  trust.stop();
  const metrics = createMetrics();
  const introspect = (apiKey: string) => book.introspect(apiKey);
  return { book, trust, metrics, keys: createApiKeys({ introspect, trust, metrics, now, ...more }) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const ask = async ({ keys }: ReturnType<typeof setUp>, secret: string, address = ADDRESS) => codesOf(keys.identify(secret, address));

describe('an API key at the gateway', () => {
  it('becomes an identity that is held to its scopes, and tells its id as its session', async () => {
    const { book, keys } = setUp();
    const { secret, answer } = book.issue({ role: 'MEMBER' });
    const { userId, tenantId, apiKeyId: sessionId } = answer;
    expect(await keys.identify(secret, ADDRESS)).toEqual({ userId, sessionId, tenantId, role: 'MEMBER', scopes: ['crm:read'] });
  });

  it('is asked about once, however many requests bring it', async () => {
    const rig = setUp();
    const { secret } = rig.book.issue();
    await Promise.all(Array.from({ length: 20 }, () => ask(rig, secret)));
    await ask(rig, secret);
    expect(rig.book.asked).toHaveLength(1);
  });

  it('that cannot have been issued is refused without asking', async () => {
    const rig = setUp();
    const { secret } = newApiKey();
    for (const wrong of ['tsk_', 'tsk_live_0123456789', secret.slice(0, -1), `${secret}a`, `${secret.slice(0, -1)}_`]) {
      expect(await ask(rig, wrong)).toBe('UNAUTHENTICATED');
    }
    expect(rig.book.asked).toEqual([]);
  });

  it.each([
    ['REVOKED', 'was revoked'],
    ['EXPIRED', 'has expired'],
    ['USER_DISABLED', 'disabled'],
    ['NOT_A_MEMBER', 'belongs to the tenant no more'],
    ['TENANT_NOT_ACTIVE', 'is not active'],
    ['UNKNOWN', 'no such API key'],
  ])('that is %s is refused with a cure, and asked about once', async (reason, told) => {
    const { book, keys } = setUp();
    const { secret } = book.issue({ active: false, reason });
    for (let time = 0; time < 3; time += 1) {
      await expect(keys.identify(secret, ADDRESS)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining(told) });
    }
    expect(book.asked).toHaveLength(1);
  });

  it('ends at its time, though it is remembered', async () => {
    const rig = setUp();
    const { secret } = rig.book.issue({ expiresAtMs: Date.now() + 40 });
    expect(await ask(rig, secret)).toBe('OK');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await ask(rig, secret)).toBe('UNAUTHENTICATED');
  });
});

describe('what is remembered of a key', () => {
  it.each([
    ['the key', (a: Facts) => ({ $case: 'apiKeyChanged' as const, value: { apiKeyId: a.apiKeyId } })],
    ['its maker', (a: Facts) => ({ $case: 'userRevoked' as const, value: { userId: a.userId, notBeforeMs: 0 } })],
    ['the membership', (a: Facts) => ({ $case: 'membershipChanged' as const, value: { userId: a.userId, tenantId: a.tenantId, notBeforeMs: 0 } })],
    ['the tenant', (a: Facts) => ({ $case: 'tenantState' as const, value: { tenantId: a.tenantId, status: 'SUSPENDED' } })],
  ])('is asked anew once something is told of %s, to and fro', async (_, event) => {
    const rig = setUp();
    const { secret, answer } = rig.book.issue();
    const other = rig.book.issue();
    await Promise.all([ask(rig, secret), ask(rig, other.secret)]);
    rig.book.change(secret, { active: false, reason: 'REVOKED' });
    expect(await ask(rig, secret)).toBe('OK');
    rig.trust.note({ kind: event(answer) });
    expect(await ask(rig, secret)).toBe('UNAUTHENTICATED');
    rig.book.change(secret, { active: true, reason: '' });
    rig.trust.note({ kind: event(answer) });
    expect(await ask(rig, secret)).toBe('OK');
    await ask(rig, other.secret);
    expect(rig.book.asked.filter((asked) => asked === other.secret)).toHaveLength(1);
  });

  it('is asked anew of every key when pushes may have been missed', async () => {
    const rig = setUp();
    const { secret } = rig.book.issue();
    await ask(rig, secret);
    rig.trust.noteAll();
    rig.book.change(secret, { active: false, reason: 'REVOKED' });
    expect(await ask(rig, secret)).toBe('UNAUTHENTICATED');
  });

  it('is not what was answered before a change that came while the answer was on its way', async () => {
    const rig = setUp();
    const { secret, answer } = rig.book.issue();
    const gate = Promise.withResolvers<void>();
    rig.book.hold = gate.promise;
    const asked = ask(rig, secret);
    await settled();
    rig.book.change(secret, { active: false, reason: 'REVOKED' });
    rig.trust.note({ kind: { $case: 'apiKeyChanged', value: { apiKeyId: answer.apiKeyId } } });
    gate.resolve();
    expect(await asked).toBe('UNAUTHENTICATED');
    expect(rig.book.asked).toHaveLength(2);
  });

  it('is refreshed beside the requests once a minute, so that auth learns of the use', async () => {
    const rig = setUp();
    const { secret } = rig.book.issue();
    await ask(rig, secret);
    aheadMs = 61_000;
    rig.book.change(secret, { active: false, reason: 'REVOKED' });
    expect(await Promise.all([ask(rig, secret), ask(rig, secret)])).toEqual(['OK', 'OK']);
    await settled();
    expect(rig.book.asked).toHaveLength(2);
    expect(await ask(rig, secret)).toBe('UNAUTHENTICATED');
  });

  it('holds while auth is away, for ten minutes', async () => {
    const rig = setUp();
    const { secret } = rig.book.issue();
    await ask(rig, secret);
    rig.book.isAway = true;
    aheadMs = 9 * 60_000;
    expect(await ask(rig, secret)).toBe('OK');
    await settled();
    expect(await ask(rig, secret)).toBe('OK');
    aheadMs = 11 * 60_000;
    expect(await ask(rig, secret)).toBe('UNAVAILABLE');
    expect(await ask(rig, rig.book.issue().secret)).toBe('UNAVAILABLE');
    expect(await rig.metrics.render()).toMatch(/^tessera_gateway_api_key_checks_total\{outcome="failed"\} 3$/m);
  });
});

describe('whoever guesses keys', () => {
  const guesses = { perSecond: 0.001, burst: 5 };

  it('has few of them asked, whatever it sends, and keeps nobody else out', async () => {
    const rig = setUp({ guesses });
    const { secret } = rig.book.issue();
    expect(await ask(rig, secret)).toBe('OK');
    const answers = [];
    for (let time = 0; time < 20; time += 1) answers.push(await ask(rig, newApiKey().secret));
    expect(answers.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(4);
    expect(answers.filter((code) => code === 'RATE_LIMITED')).toHaveLength(16);
    expect(rig.book.asked).toHaveLength(5);
    expect(await ask(rig, secret)).toBe('OK');
    expect(await ask(rig, rig.book.issue().secret, '198.51.100.1')).toBe('OK');
  });

  it('with the addresses of one IPv6 network counts as one', async () => {
    const rig = setUp({ guesses });
    for (let host = 1; host <= 5; host += 1) await ask(rig, newApiKey().secret, `2001:db8::${host}`);
    expect(await ask(rig, newApiKey().secret, '2001:db8::99')).toBe('RATE_LIMITED');
  });

  it('does not count where a key that was good is asked about anew', async () => {
    const rig = setUp({ guesses });
    const { secret, answer } = rig.book.issue();
    for (let time = 0; time < 10; time += 1) {
      expect(await ask(rig, secret)).toBe('OK');
      rig.trust.note({ kind: { $case: 'apiKeyChanged', value: { apiKeyId: answer.apiKeyId } } });
    }
  });

  it('from everywhere at once has no more than a hundred on their way', async () => {
    const rig = setUp();
    const gate = Promise.withResolvers<void>();
    rig.book.hold = gate.promise;
    const asked = Array.from({ length: 150 }, (_, at) => ask(rig, newApiKey().secret, `198.51.100.${at}`));
    await settled();
    expect(rig.book.asked).toHaveLength(100);
    gate.resolve();
    expect((await Promise.all(asked)).filter((code) => code === 'UNAVAILABLE')).toHaveLength(50);
  });
});

type Facts = { readonly apiKeyId: string; readonly userId: string; readonly tenantId: string };

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsFor, signToken } from './support/auth-keys.ts';
import { startRig, type Rig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const ASK = '{ customers { totalCount } }';
const session = () => {
  const claims = claimsFor('OWNER', { iat: Date.now() / 1000 - 1 });
  return { claims, token: signToken(rig.key, claims) };
};
const answers = async (token: string) => (await rig.ask(ASK, { token })).body;

/** Asks until the answer changes; a revocation has a second to be felt. */
async function untilRefused(token: string): Promise<{ code: string; ms: number }> {
  const startedAt = Date.now();
  for (;;) {
    const { errors } = await answers(token);
    if (errors) return { code: errors[0].extensions.code, ms: Date.now() - startedAt };
    if (Date.now() - startedAt > 5_000) throw new Error('It was never refused.');
    await sleep(10);
  }
}

describe('a session that was good', () => {
  it('is refused within a second of its revocation', async () => {
    const { claims, token } = session();
    expect(await answers(token)).toHaveProperty('data.customers');
    rig.trust.auth.push({ $case: 'sessionRevoked', value: { sessionId: claims.sid! } });
    const { code, ms } = await untilRefused(token);
    expect(code).toBe('UNAUTHENTICATED');
    expect(ms).toBeLessThan(1_000);
  });

  it('is refused when its user was revoked after it was issued, and a later one is good', async () => {
    const { claims, token } = session();
    rig.trust.auth.push({ $case: 'userRevoked', value: { userId: claims.sub!, notBeforeMs: Date.now() } });
    expect((await untilRefused(token)).code).toBe('UNAUTHENTICATED');
    await sleep(2);
    const later = rig.tokenFor('OWNER', { sub: claims.sub });
    expect(await answers(later)).toHaveProperty('data.customers');
  });

  it("is refused when its membership changed, and the user's other tenants stay open", async () => {
    const { claims, token } = session();
    const elsewhere = rig.tokenFor('OWNER', { sub: claims.sub, iat: claims.iat });
    const change = { userId: claims.sub!, tenantId: claims.tid!, notBeforeMs: Date.now() };
    rig.trust.tenants.push({ $case: 'membershipChanged', value: change });
    expect((await untilRefused(token)).code).toBe('UNAUTHENTICATED');
    expect(await answers(elsewhere)).toHaveProperty('data.customers');
  });

  it('is refused while its tenant is suspended, and good again when it is resumed', async () => {
    const { claims, token } = session();
    rig.trust.tenants.push({ $case: 'tenantState', value: { tenantId: claims.tid!, status: 'SUSPENDED' } });
    expect((await untilRefused(token)).code).toBe('UNAUTHENTICATED');
    rig.trust.tenants.push({ $case: 'tenantState', value: { tenantId: claims.tid!, status: 'ACTIVE' } });
    for (let at = 0; at < 100 && (await answers(token)).errors; at += 1) await sleep(10);
    expect(await answers(token)).toHaveProperty('data.customers');
  });

  it('is good for a tenant that is open, though the last word heard is that it is being provisioned', async () => {
    const { claims, token } = session();
    const other = session();
    rig.trust.tenants.push({ $case: 'tenantState', value: { tenantId: claims.tid!, status: 'PROVISIONING' } });
    const later = { userId: other.claims.sub!, tenantId: other.claims.tid!, notBeforeMs: Date.now() };
    rig.trust.tenants.push({ $case: 'membershipChanged', value: later });
    await untilRefused(other.token);
    expect(await answers(token)).toHaveProperty('data.customers');
  });

  it('does not reach a subgraph once it is refused', async () => {
    const { claims, token } = session();
    rig.trust.auth.push({ $case: 'sessionRevoked', value: { sessionId: claims.sid! } });
    await untilRefused(token);
    const before = rig.fetches();
    await answers(token);
    expect(rig.fetches()).toBe(before);
  });
});

describe('a trust feed that has fallen silent', () => {
  it('makes the gateway unready and signed-in callers refused, while a login still works', async () => {
    const realNow = Date.now;
    const token = rig.tokenFor('OWNER');
    await rig.trust.tenants.stop();
    try {
      Date.now = () => realNow() + 61_000;
      const ready = await fetch(`${rig.origin}/health/ready`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ trust: { tenants: { stale: true } } });
      expect((await answers(token)).errors[0].extensions).toMatchObject({ code: 'UNAVAILABLE' });
      const login = await rig.ask('mutation { login(email: "a@b.c", password: "right") { accessToken } }');
      expect(login.body.data.login.accessToken).toContain('a@b.c');
    } finally {
      Date.now = realNow;
    }
  });
});

describe('an identity that nothing was said about', () => {
  it('is not refused', async () => {
    expect(await answers(rig.tokenFor('OWNER', { sub: randomUUID() }))).toHaveProperty('data.customers');
  });
});

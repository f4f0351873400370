import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CLAIMS_HEADER, SIGNATURE_HEADER, SIGNATURE_TTL_MS, createMemoryNonces, signRequest, signingKey, verifyRequest } from '@tessera/identity';

const key = signingKey(randomBytes(32));
const parts = { method: 'POST', path: '/graphql', audience: 'crm', body: '{"query":"{ me { id } }"}' };
const claims = { identity: null, requestId: 'r1' };

function verifier(overrides = {}) {
  const options = { key, nonces: createMemoryNonces(), ...overrides };
  return (signed: Record<string, string>, changed = {}) =>
    verifyRequest(options, { ...parts, ...changed }, { claims: signed[CLAIMS_HEADER], signature: signed[SIGNATURE_HEADER] });
}

describe('a signed request', () => {
  it('gives the verifier the claims that were signed', async () => {
    await expect(verifier()(signRequest(key, parts, claims))).resolves.toEqual(claims);
  });

  it.each([
    ['method', { method: 'GET' }],
    ['path', { path: '/other' }],
    ['audience', { audience: 'auth' }],
    ['body', { body: '{}' }],
  ])('is refused when its %s was altered', async (_part, changed) => {
    await expect(verifier()(signRequest(key, parts, claims), changed)).rejects.toMatchObject({ reason: 'mismatch' });
  });

  it('is refused when its claims were altered', async () => {
    const signed = { ...signRequest(key, parts, claims), [CLAIMS_HEADER]: Buffer.from('{}').toString('base64url') };
    await expect(verifier()(signed)).rejects.toMatchObject({ reason: 'mismatch' });
  });

  it('is refused the second time', async () => {
    const verify = verifier();
    const signed = signRequest(key, parts, claims);
    await verify(signed);
    await expect(verify(signed)).rejects.toMatchObject({ reason: 'replayed' });
  });

  it.each([-SIGNATURE_TTL_MS - 1, SIGNATURE_TTL_MS + 1])('is refused when its time is off by %d ms', async (offset) => {
    const now = Date.now();
    const signed = signRequest(key, parts, claims, now + offset);
    await expect(verifier({ now: () => now })(signed)).rejects.toMatchObject({ reason: 'stale' });
  });

  it('is refused when it was signed before the verifier started', async () => {
    const now = Date.now();
    await expect(verifier({ notBefore: now })(signRequest(key, parts, claims, now - 1))).rejects.toMatchObject({ reason: 'stale' });
  });

  it.each(['', 'v1', 'v1.1.2', 'v2.1.n.m', 'v1.x.n.m'])('is refused with the signature %j', async (signature) => {
    await expect(verifier()({ [CLAIMS_HEADER]: 'e30', [SIGNATURE_HEADER]: signature })).rejects.toThrow('signature');
  });

  it('is refused under another key', async () => {
    const signed = signRequest(signingKey(randomBytes(32)), parts, claims);
    await expect(verifier()(signed)).rejects.toMatchObject({ reason: 'mismatch' });
  });
});

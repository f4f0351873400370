import { describe, expect, it } from '@jest/globals';
import { createPasswordHasher } from '../src/crypto/password-hasher.ts';
import { codeOf } from './support/auth-world.ts';

describe('the password hasher', () => {
  it('makes argon2id hashes with 19 MiB, t=2, p=1, each with a salt of its own', async () => {
    const hasher = createPasswordHasher();
    const [one, two] = await Promise.all([hasher.hash('the same words twice'), hasher.hash('the same words twice')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, 'the same words twice')).toBe(true);
    expect(await hasher.verify(one, 'the same words, twice')).toBe(false);
  });

  it('takes the same password typed in composed and in decomposed letters', async () => {
    const hasher = createPasswordHasher();
    const hash = await hasher.hash('caf\u00e9 am See im Mai');
    expect(await hasher.verify(hash, 'cafe\u0301 am See im Mai')).toBe(true);
  });

  it('is never right for nobody', async () => {
    expect(await createPasswordHasher().verify(null, 'whatever it may be')).toBe(false);
  });

  it('refuses whoever comes when the queue is full, says when to come back, and serves the rest', async () => {
    const hasher = createPasswordHasher({ concurrency: 1, maxQueue: 2 });
    const hash = await hasher.hash('words to compare with');
    const outcomes = Array.from({ length: 5 }, () => hasher.verify(hash, 'words to compare with'));
    const codes = await Promise.all(outcomes.map(codeOf));
    expect(codes).toEqual(['OK', 'OK', 'OK', 'RATE_LIMITED', 'RATE_LIMITED']);
    await expect(outcomes[4]).rejects.toMatchObject({ details: { retryAfterSeconds: 1 } });
    expect(await codeOf(hasher.verify(hash, 'words to compare with'))).toBe('OK');
  });

  it('lets no more wait than are answered before the gateway gives up on them', async () => {
    const hasher = createPasswordHasher({ concurrency: 2 });
    const codes = await Promise.all(Array.from({ length: 100 }, () => codeOf(hasher.verify(null, 'whatever'))));
    expect(codes.filter((code) => code === 'OK')).toHaveLength(2 + 32);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(100 - 2 - 32);
  });
});

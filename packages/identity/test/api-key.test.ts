import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apiKeyHash, isWellFormedApiKey, looksLikeApiKey, newApiKey } from '../src/index.ts';

describe('an API key', () => {
  it('is told by its form, carries its prefix, and is found by its hash', () => {
    for (let at = 0; at < 200; at += 1) {
      const { secret, prefix, hash } = newApiKey();
      expect(secret).toMatch(/^tsk_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
      expect(secret.startsWith(`${prefix}_`)).toBe(true);
      expect(looksLikeApiKey(secret)).toBe(true);
      expect(isWellFormedApiKey(secret)).toBe(true);
      expect(apiKeyHash(secret)).toEqual(hash);
      expect(hash).toHaveLength(32);
    }
  });

  it('is never made twice', () => {
    const made = Array.from({ length: 1_000 }, () => newApiKey().secret);
    expect(new Set(made).size).toBe(1_000);
  });

  it('that is cut off, longer or mistyped is known as none', () => {
    const { secret } = newApiKey();
    for (const wrong of ['', 'tsk_', secret.slice(0, -1), `${secret}0`, ` ${secret}`, secret.toUpperCase(), secret.replace('tsk_', 'tsr_')]) {
      expect(apiKeyHash(wrong)).toBeNull();
    }
    fc.assert(
      fc.property(fc.nat(secret.length - 1), fc.constantFrom(...'0aZ'), (at, character) => {
        const mistyped = secret.slice(0, at) + character + secret.slice(at + 1);
        expect(isWellFormedApiKey(mistyped)).toBe(mistyped === secret);
      }),
    );
  });
});

import { SIGNATURE_TTL_MS, type NonceStore } from './signature.ts';

/**
 * Nonces in this process's memory, in two generations that are swapped every 2 × SIGNATURE_TTL_MS: a nonce is
 * remembered for at least the whole window in which its signature could still be accepted (twice the permitted clock
 * difference), and memory stays bounded by the request rate.
 */
export function createMemoryNonces(now: () => number = Date.now): NonceStore {
  const generationMs = 2 * SIGNATURE_TTL_MS;
  let current = new Set<string>();
  let previous = new Set<string>();
  let rotateAt = now() + generationMs;
  return {
    claim(nonce) {
      const time = now();
      if (time >= rotateAt) {
        previous = time >= rotateAt + generationMs ? new Set() : current;
        current = new Set();
        rotateAt = time + generationMs;
      }
      if (current.has(nonce) || previous.has(nonce)) return false;
      current.add(nonce);
      return true;
    },
  };
}

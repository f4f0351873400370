import { Redis } from 'ioredis';
import { SIGNATURE_TTL_MS, type NonceStore } from '@tessera/identity';

/**
 * Nonces that the replicas of one subgraph share, so that a request captured on its way to one cannot be replayed at
 * another. An unreachable Redis refuses the request: an unseen nonce cannot be told from a used one.
 */
export function createRedisNonces(url: string, audience: string): NonceStore & { close(): Promise<void> } {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: true });
  redis.on('error', () => {
    // Every command that fails rejects by itself; without a listener the process would end.
  });
  return {
    async claim(nonce) {
      const answer = await redis.set(`tessera:nonce:${audience}:${nonce}`, '1', 'PX', 2 * SIGNATURE_TTL_MS, 'NX');
      return answer === 'OK';
    },
    async close() {
      // Without the second step a Redis that never answered would be tried again for ever.
      await redis.quit().catch(() => undefined);
      redis.disconnect();
    },
  };
}

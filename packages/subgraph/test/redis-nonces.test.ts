import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { describeWith } from '@tessera/testkit';
import { createRedisNonces } from '../src/redis-nonces.ts';

describeWith('TESSERA_TEST_REDIS_URL', 'nonces in Redis', (url) => {
  it('are claimed once by all replicas of a subgraph together', async () => {
    const [one, other] = [createRedisNonces(url, 'crm'), createRedisNonces(url, 'crm')];
    try {
      const nonce = randomUUID();
      const claims = await Promise.all([one.claim(nonce), other.claim(nonce), one.claim(nonce)]);
      expect(claims.filter(Boolean)).toHaveLength(1);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });

  it('of one subgraph say nothing about those of another', async () => {
    const [crm, auth] = [createRedisNonces(url, 'crm'), createRedisNonces(url, 'auth')];
    try {
      const nonce = randomUUID();
      expect([await crm.claim(nonce), await auth.claim(nonce)]).toEqual([true, true]);
    } finally {
      await Promise.all([crm.close(), auth.close()]);
    }
  });

  it('refuse while Redis does not answer, for an unseen nonce cannot be told from a used one', async () => {
    const nonces = createRedisNonces('redis://127.0.0.1:9', 'crm');
    await expect(nonces.claim(randomUUID())).rejects.toThrow();
    await nonces.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { createApiKey } from '../src/services/api-keys/create-api-key.ts';
import { introspectApiKey } from '../src/services/api-keys/introspect-api-key.ts';
import { listApiKeys } from '../src/services/api-keys/list-api-keys.ts';
import { revokeApiKey } from '../src/services/api-keys/revoke-api-key.ts';
import { purgeExpired } from '../src/services/purge-expired.ts';
import { identityOf, openAuthWorld, type AuthWorld } from './support/auth-world.ts';

let world: AuthWorld;
let owner: ReturnType<AuthWorld['scope']>;
beforeAll(async () => {
  world = await openAuthWorld();
  const tenantId = v7();
  const user = await world.addUser('owner@example.com', { tenants: [{ tenantId, role: 'OWNER' }] });
  owner = world.scope(identityOf(user, 'OWNER', tenantId));
});
afterAll(() => world.close());

const purge = () => purgeExpired(world.database.platform({ userId: null, requestId: 'test' }));
const make = (name: string) => createApiKey(owner, { name, scopes: ['crm:read'], expiresAt: null });
const listed = async () => (await listApiKeys(owner, { first: 100 })).nodes.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b));
const set = (id: string, column: 'expires_at' | 'revoked_at', when: string) =>
  world.sql(`UPDATE api_keys SET ${column} = now() ${when} WHERE id = $1`, [id]);

describe('API keys', () => {
  it('are deleted 90 days after they were revoked or expired, whichever came first, and not a minute before', async () => {
    const names = ['active', 'expired', 'expired long ago', 'revoked', 'revoked long ago', 'revoked long ago, expires later', 'revoked after it had expired'];
    const made = new Map<string, Awaited<ReturnType<typeof make>>>();
    for (const name of names) made.set(name, await make(name));
    const idOf = (name: string) => made.get(name)!.apiKey.id;
    for (const name of names.filter((each) => each.startsWith('revoked'))) await revokeApiKey(owner, idOf(name));
    const [stays, goes] = ["- interval '89 days 23 hours 59 minutes'", "- interval '90 days 1 minute'"];
    await set(idOf('expired'), 'expires_at', stays);
    await set(idOf('expired long ago'), 'expires_at', goes);
    await set(idOf('revoked'), 'revoked_at', stays);
    await set(idOf('revoked long ago'), 'revoked_at', goes);
    await set(idOf('revoked long ago, expires later'), 'revoked_at', goes);
    await set(idOf('revoked long ago, expires later'), 'expires_at', "+ interval '300 days'");
    await set(idOf('revoked after it had expired'), 'expires_at', goes);
    await set(idOf('revoked after it had expired'), 'revoked_at', stays);

    await purge();
    expect(await listed()).toEqual(['active', 'expired', 'revoked']);
    await purge();
    expect(await listed()).toEqual(['active', 'expired', 'revoked']);
    const standing = async (name: string) => introspectApiKey(world.scope(), made.get(name)!.secret, () => undefined);
    expect(await standing('expired long ago')).toEqual({ key: null, refused: 'UNKNOWN' });
    expect(await standing('revoked')).toMatchObject({ refused: 'REVOKED' });
    expect(await standing('active')).toMatchObject({ role: 'OWNER' });
    const log = await world.sql("SELECT before->>'name' AS name, actor_id FROM tessera.event_log WHERE entity = 'ApiKey' AND operation = 'DELETE' ORDER BY 1");
    expect(log).toEqual([
      { name: 'expired long ago', actor_id: null },
      { name: 'revoked after it had expired', actor_id: null },
      { name: 'revoked long ago', actor_id: null },
      { name: 'revoked long ago, expires later', actor_id: null },
    ]);
  });
});

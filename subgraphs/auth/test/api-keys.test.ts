import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Role } from '@tessera/identity';
import { eventually } from '@tessera/testkit';
import { MAX_ACTIVE_API_KEYS } from '../src/domain/api-key-rules.ts';
import { createApiKey } from '../src/services/api-keys/create-api-key.ts';
import { introspectApiKey } from '../src/services/api-keys/introspect-api-key.ts';
import { listApiKeys } from '../src/services/api-keys/list-api-keys.ts';
import { revokeApiKey } from '../src/services/api-keys/revoke-api-key.ts';
import { rotateApiKey } from '../src/services/api-keys/rotate-api-key.ts';
import { disableUser } from '../src/services/disable-user.ts';
import { enableUser } from '../src/services/enable-user.ts';
import { codeOf, identityOf, membership, openAuthWorld, type AuthWorld, type TestUser } from './support/auth-world.ts';

let world: AuthWorld;
let root: ReturnType<AuthWorld['scope']>;
const [tenantA, tenantB] = [v7(), v7()];
beforeAll(async () => {
  world = await openAuthWorld();
  const admin = await world.addUser('root@example.com', { admin: true });
  root = world.scope(identityOf(admin, 'SUPERADMIN', null));
});
afterAll(() => world.close());

let counter = 0;
async function person(role: Role = 'MEMBER', tenantId = tenantA) {
  counter += 1;
  const user = await world.addUser(`maker${counter}@example.com`, { tenants: [{ tenantId, role }] });
  return { user, scope: world.scope(identityOf(user, role, tenantId)) };
}
type Person = Awaited<ReturnType<typeof person>>;

const DAY_MS = 24 * 60 * 60_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const make = ({ scope }: Person, input: Partial<Parameters<typeof createApiKey>[1]> = {}) =>
  createApiKey(scope, { name: 'Website', scopes: ['crm:read'], expiresAt: null, ...input });

const faults: unknown[] = [];
const introspect = (secret: string) => introspectApiKey(world.scope(), secret, (error) => faults.push(error));
async function standing(secret: string): Promise<string> {
  const found = await introspect(secret);
  return 'refused' in found ? found.refused : found.role;
}
const list = async (scope: Person['scope']) => {
  const { nodes } = await listApiKeys(scope, { first: 100 });
  return nodes.map(({ id }) => id);
};
const place = ({ id }: TestUser, partial: Parameters<typeof membership>[0]) => world.memberships.set(id, [membership({ tenantId: tenantA, ...partial })]);

describe('an API key', () => {
  it('is kept as a hash of what its maker alone is shown', async () => {
    const maker = await person();
    const { secret, apiKey } = await make(maker, { name: '  CI  ', scopes: ['crm:write', 'crm:read', 'crm:read'] });
    expect(apiKey).toMatchObject({ name: 'CI', scopes: ['crm:read', 'crm:write'], userId: maker.user.id, tenantId: tenantA });
    expect(secret.startsWith(`${apiKey.prefix}_`)).toBe(true);
    expect(apiKey).not.toHaveProperty('keyHash');
    const [row] = await world.sql('SELECT * FROM api_keys WHERE id = $1', [apiKey.id]);
    expect(row!['key_hash']).toEqual(createHash('sha256').update(secret).digest());
    const log = await world.sql("SELECT * FROM tessera.event_log WHERE entity IN ('ApiKey', 'AuthEvent')");
    const kept = JSON.stringify([row, log, await world.events()]);
    expect(kept).toContain(apiKey.prefix);
    expect(kept).not.toContain(secret.slice(apiKey.prefix.length + 1));
  });

  it('lives for a year, or to a moment within two', async () => {
    const maker = await person();
    const { apiKey } = await make(maker);
    expect(Math.abs(apiKey.expiresAt.getTime() - inDays(365).getTime())).toBeLessThan(60_000);
    const until = inDays(700);
    expect((await make(maker, { expiresAt: until })).apiKey.expiresAt).toEqual(until);
    for (const expiresAt of [inDays(-1), inDays(731)]) {
      await expect(make(maker, { expiresAt })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'expiresAt' } });
    }
  });

  it('is not made without a name in one line, nor for scopes that the graph does not have', async () => {
    const maker = await person();
    for (const name of ['', '  ', 'two\nlines', 'x'.repeat(101)]) {
      await expect(make(maker, { name })).rejects.toMatchObject({ details: { field: 'name' } });
    }
    for (const scopes of [[], ['*'], ['crm:read', 'crm:everything']]) {
      await expect(make(maker, { scopes })).rejects.toMatchObject({ details: { field: 'scopes' }, message: expect.stringContaining('crm:read') });
    }
  });

  it('is one of fifty that a user can have at once, however many requests race', async () => {
    const maker = await person();
    const first = await make(maker);
    const rest = await Promise.all(Array.from({ length: MAX_ACTIVE_API_KEYS + 5 }, () => codeOf(make(maker))));
    expect(rest.filter((code) => code === 'OK')).toHaveLength(MAX_ACTIVE_API_KEYS - 1);
    expect(new Set(rest)).toEqual(new Set(['OK', 'CONFLICT']));
    await revokeApiKey(maker.scope, first.apiKey.id);
    expect(await codeOf(make(maker))).toBe('OK');
  });
});

describe('who sees and ends API keys', () => {
  it('is the maker for its own, a manager for the tenant, and a SUPERADMIN', async () => {
    const [mine, other, viewer, foreign] = [await person(), await person(), await person('VIEWER'), await person('OWNER', tenantB)];
    const [owner, admin] = [await person('OWNER'), await person('ADMIN')];
    const { id } = (await make(mine)).apiKey;
    for (const each of [mine.scope, owner.scope, admin.scope, root]) expect(await list(each)).toContain(id);
    for (const each of [other, viewer, foreign]) expect(await list(each.scope)).not.toContain(id);

    for (const stranger of [other, viewer, foreign]) expect(await codeOf(revokeApiKey(stranger.scope, id))).toBe('NOT_FOUND');
    expect(await codeOf(revokeApiKey(mine.scope, 'nonsense'))).toBe('NOT_FOUND');
    for (const ender of [mine.scope, owner.scope, admin.scope, root]) {
      const key = (await make(mine)).apiKey.id;
      expect(await codeOf(revokeApiKey(ender, key))).toBe('OK');
      expect(await codeOf(revokeApiKey(ender, key))).toBe('NOT_FOUND');
    }
  });

  it('can ask for those that still work', async () => {
    const maker = await person();
    const [kept, ended] = [await make(maker), await make(maker)];
    await revokeApiKey(maker.scope, ended.apiKey.id);
    const asked = async (active: boolean) => (await listApiKeys(maker.scope, { filter: { active } })).nodes.map(({ id }) => id);
    expect(await asked(true)).toEqual([kept.apiKey.id]);
    expect(await asked(false)).toEqual([ended.apiKey.id]);
  });

  it('is told in the events of the tenant: each key made, rotated and revoked, and each attempt', async () => {
    const maker = await person();
    const { apiKey } = await make(maker);
    await rotateApiKey(maker.scope, { id: apiKey.id, expiresAt: null, keepOldForMinutes: 0 });
    await codeOf(make(maker, { scopes: ['nothing'] }));
    await codeOf(revokeApiKey(maker.scope, v7()));
    const told = (await world.events()).filter((event) => event['user_id'] === maker.user.id);
    expect(told).toMatchObject([
      { kind: 'API_KEY_CREATED', succeeded: true, reason: apiKey.prefix, tenant_id: tenantA },
      { kind: 'API_KEY_ROTATED', succeeded: true, reason: expect.stringContaining(`${apiKey.prefix} tsk_`) },
      { kind: 'API_KEY_CREATED', succeeded: false, reason: 'BAD_USER_INPUT' },
      { kind: 'API_KEY_REVOKED', succeeded: false, reason: 'NOT_FOUND' },
    ]);
  });
});

describe('rotating', () => {
  it('gives a new secret of the same name and scopes, while the old one goes on for a while', async () => {
    const maker = await person();
    const old = await make(maker, { name: 'Shop', scopes: ['crm:write'] });
    const fresh = await rotateApiKey(maker.scope, { id: old.apiKey.id, expiresAt: null, keepOldForMinutes: null });
    expect(fresh.apiKey).toMatchObject({ name: 'Shop', scopes: ['crm:write'], userId: maker.user.id });
    expect(fresh.secret).not.toBe(old.secret);
    expect(await Promise.all([old.secret, fresh.secret].map(standing))).toEqual(['MEMBER', 'MEMBER']);
    const [row] = await world.sql<{ expires_at: Date }>('SELECT expires_at FROM api_keys WHERE id = $1', [old.apiKey.id]);
    expect(row!.expires_at.getTime() - Date.now()).toBeLessThanOrEqual(60 * 60_000);
    await rotateApiKey(maker.scope, { id: fresh.apiKey.id, expiresAt: null, keepOldForMinutes: 0 });
    expect(await standing(fresh.secret)).toBe('EXPIRED');
  });

  it('never lengthens the old one, and takes no longer than a week', async () => {
    const maker = await person();
    const soon = new Date(Date.now() + 60_000);
    const { apiKey } = await make(maker, { expiresAt: soon });
    await rotateApiKey(maker.scope, { id: apiKey.id, expiresAt: null, keepOldForMinutes: 60 });
    expect(await world.sql('SELECT expires_at FROM api_keys WHERE id = $1', [apiKey.id])).toEqual([{ expires_at: soon }]);
    for (const keepOldForMinutes of [-1, 10_081]) {
      expect(await codeOf(rotateApiKey(maker.scope, { id: apiKey.id, expiresAt: null, keepOldForMinutes }))).toBe('BAD_USER_INPUT');
    }
  });

  it('is the maker’s alone: whoever rotated it would act as the maker', async () => {
    const [maker, owner] = [await person(), await person('OWNER')];
    const { apiKey } = await make(maker);
    const rotate = (by: Person, id = apiKey.id) => codeOf(rotateApiKey(by.scope, { id, expiresAt: null, keepOldForMinutes: null }));
    expect(await rotate(owner)).toBe('NOT_FOUND');
    await revokeApiKey(owner.scope, apiKey.id);
    for (const id of [apiKey.id, v7(), 'nonsense']) expect(await rotate(maker, id)).toBe('NOT_FOUND');
  });
});

describe('what a key may do', () => {
  it('is what its maker may do at that moment, within its scopes', async () => {
    const maker = await person('ADMIN');
    const { secret, apiKey } = await make(maker);
    const { id, expiresAt } = apiKey;
    expect(await introspect(secret)).toEqual({
      role: 'ADMIN',
      key: { id, userId: maker.user.id, tenantId: tenantA, scopes: ['crm:read'], expiresAt },
    });
    place(maker.user, { role: 'VIEWER' });
    expect(await standing(secret)).toBe('VIEWER');
    place(maker.user, { tenantStatus: 'SUSPENDED' });
    expect(await standing(secret)).toBe('TENANT_NOT_ACTIVE');
    place(maker.user, { tenantId: tenantB });
    expect(await standing(secret)).toBe('NOT_A_MEMBER');
    place(maker.user, { role: 'ADMIN' });
    expect(await standing(secret)).toBe('ADMIN');
  });

  it('is nothing when it is revoked, expired or unknown', async () => {
    const maker = await person();
    const [revoked, expired] = [await make(maker), await make(maker)];
    await revokeApiKey(maker.scope, revoked.apiKey.id);
    await world.sql('UPDATE api_keys SET expires_at = now() WHERE id = $1', [expired.apiKey.id]);
    expect(await standing(revoked.secret)).toBe('REVOKED');
    expect(await standing(expired.secret)).toBe('EXPIRED');
    for (const unknown of ['', 'tsk_', 'nonsense', revoked.secret.slice(0, -1), `${revoked.secret}x`]) {
      expect(await introspect(unknown)).toEqual({ key: null, refused: 'UNKNOWN' });
    }
  });

  it('rests while its maker is disabled', async () => {
    const maker = await person();
    const { secret } = await make(maker);
    await disableUser(root, maker.user.id);
    expect(await standing(secret)).toBe('USER_DISABLED');
    expect(await codeOf(make(maker))).toBe('UNAUTHENTICATED');
    await enableUser(root, maker.user.id);
    expect(await standing(secret)).toBe('MEMBER');
  });

  it('cannot be told while tenants does not answer', async () => {
    const { secret } = await make(await person());
    world.outage = new Error('away');
    await expect(introspect(secret)).rejects.toThrow('away');
    world.outage = null;
    expect(await standing(secret)).toBe('MEMBER');
  });

  it('is noted as a use at most once a minute', async () => {
    const { secret, apiKey } = await make(await person());
    const lastUse = async () =>
      (await world.sql<{ at: Date | null }>('SELECT last_used_at AS at FROM api_keys WHERE id = $1', [apiKey.id]))[0]!.at;
    expect(await lastUse()).toBeNull();
    await Promise.all([standing(secret), standing(secret)]);
    const first = await eventually(lastUse);
    await standing(secret);
    expect(await lastUse()).toEqual(first);
    await world.sql("UPDATE api_keys SET last_used_at = now() - interval '61 seconds' WHERE id = $1", [apiKey.id]);
    await standing(secret);
    await eventually(async () => (await lastUse())! > new Date(Date.now() - 30_000));
    expect(faults).toEqual([]);
    const changes = await world.sql("SELECT operation FROM tessera.event_log WHERE entity = 'ApiKey' AND entity_id = $1", [apiKey.id]);
    expect(changes).toEqual([{ operation: 'INSERT' }]);
  });
});

import { createPublicKey, randomBytes, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { v7 } from 'uuid';
import { signAccessToken } from '../src/crypto/access-token.ts';
import { createSealedBox } from '../src/crypto/sealed-box.ts';
import { createSigningKeys, type SigningKeys } from '../src/crypto/signing-keys.ts';
import { PUBLISH_LEAD_MS, ROTATION_PERIOD_MS, TOKEN_LIFETIME_MS } from '../src/domain/key-schedule.ts';
import { listSigningKeys } from '../src/services/list-signing-keys.ts';
import { rotateSigningKeys } from '../src/services/rotate-signing-keys.ts';
import { codeOf, identityOf, openAuthWorld, type AuthWorld } from './support/auth-world.ts';

let world: AuthWorld;
let clock: number;
const encryption = randomBytes(32).toString('base64url');
const START = Date.parse('2026-11-21T09:00:00Z');
const MINUTE_MS = 60_000;

beforeAll(async () => {
  world = await openAuthWorld();
});
beforeEach(async () => {
  clock = START;
  await world.sql('DELETE FROM signing_keys');
});
afterAll(() => world.close());

/** The keys as one process knows them, by a clock that the test sets. */
const oneProcess = (key = encryption): SigningKeys =>
  createSigningKeys(world.scope().db, createSealedBox(key), () => new Date(clock));

async function tokenOf(keys: SigningKeys): Promise<string> {
  const claims = { userId: v7(), sessionId: v7(), tenantId: null, role: 'SUPERADMIN' } as const;
  return signAccessToken(await keys.signing(), claims, new Date(clock), new Date(clock + TOKEN_LIFETIME_MS));
}

async function isAccepted(token: string, keys: SigningKeys): Promise<boolean> {
  const kid = jwt.decode(token, { complete: true })!.header.kid;
  const jwk = (await keys.publicKeySet()).keys.find((each) => each['kid'] === kid);
  if (!jwk) return false;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  jwt.verify(token, key, { algorithms: ['ES256'], clockTimestamp: Math.floor(clock / 1000) });
  return true;
}

const signingKid = async (keys: SigningKeys) => (await keys.signing()).kid;

describe('signing keys', () => {
  it('are made once, however many processes start at the same time', async () => {
    const kids = await Promise.all(Array.from({ length: 4 }, () => signingKid(oneProcess())));
    expect(new Set(kids).size).toBe(1);
    expect(await world.sql('SELECT FROM signing_keys')).toHaveLength(1);
  });

  it('are published before they sign, and stay until the last token of theirs has expired', async () => {
    const keys = oneProcess();
    const old = await signingKid(keys);
    clock += ROTATION_PERIOD_MS - PUBLISH_LEAD_MS;
    await keys.maintain();
    const published = (await keys.publicKeySet()).keys.map((key) => key['kid']);
    expect(published).toHaveLength(2);
    expect(await signingKid(keys)).toBe(old);

    clock += PUBLISH_LEAD_MS - 1;
    const lastToken = await tokenOf(keys);
    clock += 1;
    const next = await signingKid(keys);
    expect(next).not.toBe(old);
    expect(published).toContain(next);

    clock += TOKEN_LIFETIME_MS - MINUTE_MS;
    await keys.maintain();
    expect(await isAccepted(lastToken, keys)).toBe(true);
    clock += 3 * MINUTE_MS;
    await keys.maintain();
    expect(await isAccepted(lastToken, keys)).toBe(false);
    expect((await keys.publicKeySet()).keys.map((key) => key['kid'])).toEqual([next]);
  });

  it('change at the same moment in every process', async () => {
    const [here, there] = [oneProcess(), oneProcess()];
    const old = await signingKid(here);
    expect(await signingKid(there)).toBe(old);
    clock += ROTATION_PERIOD_MS - PUBLISH_LEAD_MS;
    await here.maintain();
    clock += PUBLISH_LEAD_MS;
    const [next, same] = await Promise.all([signingKid(here), signingKid(there)]);
    expect(next).toBe(same);
    expect(next).not.toBe(old);
  });

  it('rotate at a SUPERADMIN’s request, once at a time, and tell of it', async () => {
    const admin = await world.addUser(`rotator-${v7()}@example.com`, { admin: true });
    const scope = { ...world.scope(identityOf(admin, 'SUPERADMIN', null)), signingKeys: oneProcess() };
    await scope.signingKeys.maintain();
    const next = await rotateSigningKeys(scope);
    expect(next).toMatchObject({ state: 'UPCOMING', activatesAt: new Date(clock + PUBLISH_LEAD_MS) });
    expect(await codeOf(rotateSigningKeys(scope))).toBe('CONFLICT');
    expect((await listSigningKeys(scope)).map((key) => key.state)).toEqual(['UPCOMING', 'SIGNING']);
    clock += PUBLISH_LEAD_MS;
    expect((await listSigningKeys(scope)).map((key) => key.state)).toEqual(['SIGNING', 'RETIRING']);
    const told = (await world.events()).filter((event) => event['user_id'] === admin.id);
    expect(told).toMatchObject([{ kind: 'SIGNING_KEYS_ROTATED', succeeded: true }]);
  });

  it('rest encrypted: nothing that signs is in the database or in the key set', async () => {
    const keys = oneProcess();
    await keys.signing();
    const [row] = await world.sql<{ public_jwk: JsonWebKey; sealed_private_key: string }>('SELECT * FROM signing_keys');
    expect(Object.keys(row!.public_jwk).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(row!.sealed_private_key).toMatch(/^v1\./);
    await expect(oneProcess(randomBytes(32).toString('base64url')).signing()).rejects.toThrow();
  });

  it('cannot be put under another id', async () => {
    const keys = oneProcess();
    await keys.signing();
    await world.sql('UPDATE signing_keys SET kid = $1', [v7()]);
    await expect(oneProcess().signing()).rejects.toThrow();
  });
});

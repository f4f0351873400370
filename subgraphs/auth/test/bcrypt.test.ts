import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from 'bcryptjs';
import { createPasswordHasher } from '../src/crypto/password-hasher.ts';
import { login } from '../src/services/login.ts';
import { upgradeHash } from '../src/services/upgrade-hash.ts';
import { codeOf, openAuthWorld, type AuthWorld, type TestUser } from './support/auth-world.ts';

const OLD_PASSWORD = 'Summer2019';
const COST = 6;

let world: AuthWorld;
let oldHash: string;
beforeAll(async () => {
  oldHash = await hash(OLD_PASSWORD, COST);
  world = await openAuthWorld();
});
afterAll(() => world.close());

async function addOldUser(email: string, passwordHash = oldHash): Promise<TestUser> {
  const user = await world.addUser(email, { tenants: [{}] });
  await world.sql('UPDATE credentials SET password_hash = $2 WHERE user_id = $1', [user.id, passwordHash]);
  return user;
}

const attempt = (email: string, password: string) => login(world.scope(), { email, password, tenant: null });

async function storedHash(user: TestUser): Promise<string> {
  const [row] = await world.sql<{ password_hash: string }>('SELECT password_hash FROM credentials WHERE user_id = $1', [user.id]);
  return row!.password_hash;
}

describe('a bcrypt hash of an older system', () => {
  it.each(['$2a$', '$2b$', '$2y$'])('is verified where it begins with %s', async (prefix) => {
    const hasher = createPasswordHasher();
    const known = prefix + oldHash.slice(4);
    expect(await hasher.verify(known, OLD_PASSWORD)).toBe(true);
    expect(await hasher.verify(known, 'Summer2020')).toBe(false);
  });

  it('leaves the event loop to others while it is compared', async () => {
    const hasher = createPasswordHasher();
    // Takes ten times as long as the others here, and finds its thread already there.
    const costly = await hash(OLD_PASSWORD, COST + 5);
    await hasher.verify(oldHash, OLD_PASSWORD);
    const before = performance.eventLoopUtilization();
    expect(await hasher.verify(costly, OLD_PASSWORD)).toBe(true);
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });

  it('is compared with another while the one before it is still under way', async () => {
    const hasher = createPasswordHasher({ concurrency: 2 });
    const costly = await hash(OLD_PASSWORD, COST + 7);
    // Both threads are there: starting one takes longer than a comparison.
    await Promise.all([hasher.verify(oldHash, OLD_PASSWORD), hasher.verify(oldHash, OLD_PASSWORD)]);
    const ends: string[] = [];
    const verify = async (name: string, known: string) => {
      await hasher.verify(known, OLD_PASSWORD);
      ends.push(name);
    };
    await Promise.all([verify('the costly one', costly), verify('the cheap one', oldHash)]);
    expect(ends).toEqual(['the cheap one', 'the costly one']);
  });

  it('waits in the same bounded queue as the others', async () => {
    const hasher = createPasswordHasher({ concurrency: 1, maxQueue: 1 });
    const outcomes = Array.from({ length: 4 }, () => codeOf(hasher.verify(oldHash, OLD_PASSWORD)));
    expect(await Promise.all(outcomes)).toEqual(['OK', 'OK', 'RATE_LIMITED', 'RATE_LIMITED']);
  });

  it('opens a session, and is replaced by argon2id that the same password opens', async () => {
    const user = await addOldUser('upgraded@example.com');
    await attempt(user.email, OLD_PASSWORD);
    expect(await storedHash(user)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await attempt(user.email, OLD_PASSWORD);
  });

  it('stays as it is after a wrong password', async () => {
    const user = await addOldUser('guessed@example.com');
    expect(await codeOf(attempt(user.email, 'Summer2020'))).toBe('UNAUTHENTICATED');
    expect(await storedHash(user)).toBe(oldHash);
  });

  it('is replaced once by logins that come together, and every one of them gets in', async () => {
    const user = await addOldUser('twice@example.com');
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(attempt(user.email, OLD_PASSWORD))));
    expect(codes).toEqual(['OK', 'OK', 'OK']);
  });

  it('is not put in the place of a password that was changed since it was verified', async () => {
    const user = await addOldUser('changed@example.com');
    const changed = await createPasswordHasher().hash('a password of my own choice');
    await world.sql('UPDATE credentials SET password_hash = $2 WHERE user_id = $1', [user.id, changed]);
    expect(await upgradeHash(world.scope(), { id: user.id, hash: oldHash }, OLD_PASSWORD)).toBeNull();
    expect(await storedHash(user)).toBe(changed);
  });

  it('of a cost that would hold up everybody is refused by the database', async () => {
    await expect(addOldUser('costly@example.com', oldHash.replace('$06$', '$15$'))).rejects.toThrow('credentials_password_hash_known');
  });
});

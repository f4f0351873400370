import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { cleanEnvironment, eventually, REPOSITORY, startProcess, startTessera, testServerUrl, type TestTessera } from '@tessera/testkit';
import { createOldPostgres, oldRows, OLD_PASSWORDS, type OldDatabase } from './support/old-system.ts';

const MINUTES_MS = 180_000;

let old: OldDatabase;
let tessera: TestTessera;
/** What Tessera's databases are called and where its data folder is. */
let place: { readonly dataDir: string; readonly databasePrefix: string };
beforeAll(async () => {
  old = await createOldPostgres(oldRows({ users: 30, companies: 4, memberships: 20 }));
  place = { dataDir: await mkdtemp(join(tmpdir(), 'tessera-split-')), databasePrefix: `split_${randomBytes(4).toString('hex')}` };
  const env = {
    ...cleanEnvironment(),
    TESSERA_DATABASE_URL: testServerUrl(),
    TESSERA_DATABASE_PREFIX: place.databasePrefix,
    TESSERA_DATA_DIR: place.dataDir,
  };
  // As an operator does: the databases are made, and the rows moved, before Tessera is started for the first time.
  for (const program of [['tools/migrate.ts'], ['tools/migrate-split.ts', '--from', old.url]]) {
    const { ended, output } = startProcess(program, env, REPOSITORY);
    expect({ code: await ended, output: output() }).toMatchObject({ code: 0 });
  }
  tessera = await startTessera({ reuse: place });
}, MINUTES_MS);
afterAll(async () => {
  await tessera?.stop();
  await old?.[Symbol.asyncDispose]();
});

/** User 3 owns company 3. */
const USER = { email: 'user.3@example.com', ...OLD_PASSWORDS[2], tenant: 'company-no-3', role: 'OWNER' };

async function storedHash(): Promise<string> {
  const url = new URL(testServerUrl());
  url.pathname = `/${place.databasePrefix}_auth`;
  const client = new pg.Client(url.href);
  await client.connect();
  const { rows } = await client.query<{ hash: string }>(
    'SELECT password_hash AS hash FROM credentials JOIN users ON id = user_id WHERE email = $1', [USER.email]);
  await client.end();
  return rows[0]!.hash;
}

describe('after a move', () => {
  it('a user logs in with the old password as soon as the tenant is ready, and finds the company', async () => {
    expect(await storedHash()).toBe(USER.hash);
    const client = await eventually(() => tessera.login(USER), { withinMs: 60_000 });
    expect(await client.ask('{ tenant { slug name status } myProfile { displayName phone } }')).toEqual({
      tenant: { slug: 'company-no-3', name: 'Company 3', status: 'ACTIVE' },
      myProfile: { displayName: "Zoë 3 O'Neill", phone: null },
    });
  }, MINUTES_MS);

  it('the login has renewed the hash, and the same password opens the next session', async () => {
    expect(await storedHash()).toMatch(/^\$argon2id\$/);
    await tessera.login(USER);
  });

  it("the superadmin's aggregates have counted what was moved", async () => {
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    const query = 'query ($service: String!) { verifyProjection(service: $service) { service matches differences { entity } } }';
    for (const service of ['auth', 'tenants']) {
      await eventually(async () => {
        const { verifyProjection } = await superadmin.ask(query, { service });
        return verifyProjection.matches;
      });
    }
  }, MINUTES_MS);
});

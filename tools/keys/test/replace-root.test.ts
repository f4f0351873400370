import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { databasePassword, deriveKeyring } from '@tessera/keyring';
import { openDataFolder, serverFromUrl } from '@tessera/platform';
import { eventually, listSubgraphNames, REPOSITORY, testServerUrl } from '@tessera/testkit';
import { SEALED_COLUMNS } from '../../../subgraphs/auth/src/crypto/sealed-columns.ts';
import { createStoppedSystem, PLAINTEXTS, type StoppedSystem } from './support/stopped-system.ts';

const REPLACE = ['--replace-root'];
const NOTHING = [null, null];

let system: StoppedSystem;
/** What opens the databases before each test. */
let root: Uint8Array;
const readRoot = async () => {
  root = await system.rootKey();
};

const decode = (text = '') => new Uint8Array(Buffer.from(text, 'base64url'));
const replace = (env?: Record<string, string>) => system.run('keys', REPLACE, env);
const done = { code: 0, output: expect.stringContaining('The root key is replaced.') };
const refusedWith = (sentence: string) => ({ code: 1, output: expect.stringContaining(sentence) });

/** Connects as a service does that has a keyring of this root key. */
async function login(key: Uint8Array, service: string): Promise<pg.Client> {
  const { host, port } = serverFromUrl(testServerUrl());
  const database = `${system.prefix}_${service}`;
  const client = new pg.Client({ host, port, database, user: `${database}_app`, password: databasePassword(key, service, 'app') });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The databases that a root key opens. */
async function openedBy(key: Uint8Array): Promise<string[]> {
  const opened: string[] = [];
  for (const service of listSubgraphNames()) {
    const client = await login(key, service).catch(() => null);
    await client?.end();
    if (client) opened.push(service);
  }
  return opened;
}

it('what is sealed is in columns that a replacement seals anew, and in no other', () => {
  const named = globSync('prisma/*/schema.prisma', { cwd: REPOSITORY }).flatMap((path) =>
    [...readFileSync(join(REPOSITORY, path), 'utf8').matchAll(/@map\("(sealed_\w+)"\)/g)].map(([, column]) => `${path} ${column}`));
  expect(named.toSorted()).toEqual(SEALED_COLUMNS.map(({ column }) => `prisma/auth/schema.prisma ${column}`).toSorted());
});

describe('a root key in .env', () => {
  beforeAll(async () => {
    system = await createStoppedSystem('.env');
  });
  afterAll(async () => system[Symbol.asyncDispose]());
  beforeEach(readRoot);

  it('is replaced, with all that was sealed under it, and opens nothing any more', async () => {
    await system.writeEnv({ ...((await system.env()) as Record<string, string>), LOG_LEVEL: 'debug', TESSERA_KEYRING_AUTH: "'{}'" });
    expect(await replace()).toEqual(done);
    const { TESSERA_ROOT_KEY, TESSERA_KEYRING_AUTH, ...others } = await system.env();
    const made = decode(TESSERA_ROOT_KEY);
    expect(made).not.toEqual(root);
    expect(JSON.parse(TESSERA_KEYRING_AUTH ?? '')).toEqual(deriveKeyring(made, 'auth', listSubgraphNames()));
    expect(others).toEqual({ TESSERA_DATABASE_URL: testServerUrl(), TESSERA_DATABASE_PREFIX: system.prefix, LOG_LEVEL: 'debug' });
    expect(['.env', '.env.before'].map((name) => statSync(join(system.folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    expect([await system.opened(made), await system.opened(root)]).toEqual([PLAINTEXTS, NOTHING]);
    expect([await openedBy(made), await openedBy(root)]).toEqual([listSubgraphNames(), []]);
    expect(await system.run('migrate')).toMatchObject({ code: 0 });
    const former = { TESSERA_ROOT_KEY: Buffer.from(root).toString('base64url') };
    expect(await system.run('migrate', [], former)).toEqual(refusedWith(`What ${system.prefix}_auth holds was sealed with another root key: set TESSERA_ROOT_KEY to that one.`));
    expect(await openedBy(made)).toEqual(listSubgraphNames());
  });

  it('says what ends by that, and that copies of the databases may call for more', async () => {
    const { output } = await replace();
    expect(output).toContain('What ends: every address of a media file or of an upload');
    expect(output).toContain('call rotateSigningKeys');
  });

  it('gives its place to the one that is given', async () => {
    const next = randomBytes(32).toString('hex');
    expect(await replace({ TESSERA_ROOT_KEY_NEXT: next })).toEqual(done);
    expect(await system.rootKey()).toEqual(new Uint8Array(Buffer.from(next, 'hex')));
  });

  it('is replaced for the data folder beside it, too', async () => {
    const dataDir = join(system.folder, '.tessera');
    const open = async (given: Uint8Array) => (await openDataFolder({ dataDir, production: true, given })).release();
    await open(root);
    expect(await replace()).toEqual(done);
    await open(await system.rootKey());
    await expect(open(root)).rejects.toThrow('was made with another root key');
    rmSync(dataDir, { recursive: true });
  });

  it('may be replaced again', async () => {
    for (const _ of [1, 2]) expect(await replace()).toEqual(done);
    expect(await system.opened(await system.rootKey())).toEqual(PLAINTEXTS);
  });

  describe('is not replaced, and nothing is changed,', () => {
    let before: NodeJS.Dict<string>;
    beforeEach(async () => {
      before = await system.env();
      rmSync(join(system.folder, '.env.before'), { force: true });
    });
    afterEach(async () => {
      expect(await system.opened(root)).toEqual(PLAINTEXTS);
      expect(await openedBy(root)).toEqual(listSubgraphNames());
      expect(existsSync(join(system.folder, '.env.before'))).toBe(false);
      await system.writeEnv(before as Record<string, string>);
    });

    it('while a service is connected', async () => {
      const service = await login(root, 'crm');
      expect(await replace()).toEqual(refusedWith(`Services are connected to ${system.prefix}_crm: stop every service and the gateway, and run this again.`));
      await service.end();
      expect(await system.env()).toEqual(before);
    });

    it('by itself', async () => {
      expect(await replace({ TESSERA_ROOT_KEY_NEXT: before['TESSERA_ROOT_KEY']! })).toEqual(refusedWith('TESSERA_ROOT_KEY_NEXT is the root key that is in use: give another'));
      expect(await system.env()).toEqual(before);
    });

    it('when it is another than the databases were sealed with', async () => {
      const other = { ...(before as Record<string, string>), TESSERA_ROOT_KEY: randomBytes(32).toString('hex') };
      await system.writeEnv(other);
      expect(await replace()).toEqual(refusedWith(`The root key is not the one of ${system.prefix}_auth`));
      expect(await system.env()).toEqual(other);
    });

    it('when a row was sealed with another', async () => {
      const [row] = await system.sql<{ value: string }>('auth', 'SELECT sealed_private_key AS value FROM signing_keys');
      await system.sql('auth', `UPDATE signing_keys SET sealed_private_key = '${row!.value.slice(0, -4)}AAAA'`);
      expect(await replace()).toEqual(refusedWith('The root key is not the one of signing_keys: the row k1 was sealed with another.'));
      expect(await system.env()).toEqual(before);
      await system.sql('auth', `UPDATE signing_keys SET sealed_private_key = '${row!.value}'`);
    });

    it('where there are no databases', async () => {
      expect(await replace({ TESSERA_DATABASE_PREFIX: 'nowhere' })).toEqual(refusedWith('has no database nowhere_auth: set TESSERA_DATABASE_URL and TESSERA_DATABASE_PREFIX'));
      expect(await system.env()).toEqual(before);
    });

    it('where neither a server nor a data folder is named, as beside a compose file', async () => {
      const { TESSERA_DATABASE_URL: _url, ...without } = before as Record<string, string>;
      await system.writeEnv(without);
      expect(await replace()).toEqual(refusedWith('There are no databases in'));
      expect(existsSync(join(system.folder, '.tessera'))).toBe(false);
    });

    it('when it comes from the environment and the next one does not', async () => {
      const { TESSERA_ROOT_KEY, ...without } = before as Record<string, string>;
      await system.writeEnv(without);
      expect(await replace({ TESSERA_ROOT_KEY: TESSERA_ROOT_KEY! })).toEqual(refusedWith('set TESSERA_ROOT_KEY_NEXT beside it'));
    });
  });

  describe('is replaced by a second run where the first was killed', () => {
    /** As `ensureDatabase` takes it, before it changes a database's roles. */
    const rolesOf = (service: string) => `SELECT pg_advisory_lock(hashtext('tessera'), hashtext('${system.prefix}_${service}'))`;
    const waits = (where: string) => `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = '${where}'`;
    const moments: [string, string | null, () => string, () => string[]][] = [
      ['before the first database', null, () => rolesOf('auth'), () => []],
      ['when roles have new passwords and rows the former seal', 'auth', () => 'BEGIN; LOCK TABLE signing_keys IN SHARE MODE', () => ['auth']],
      ['within a database', 'auth', () => 'BEGIN; LOCK TABLE registrations IN SHARE MODE', () => ['auth']],
      ['between two databases', null, () => rolesOf('crm'), () => ['auth', 'billing', 'cms']],
      ['before the last database', null, () => rolesOf('tenants'), () => listSubgraphNames().slice(0, -1)],
    ];

    it.each(moments)('%s', async (_when, service, lock, opened) => {
      const holder = await system.connect(service);
      await holder.query(lock());
      const program = system.start('keys', REPLACE);
      const where = service ? `${system.prefix}_${service}` : new URL(testServerUrl()).pathname.slice(1) || 'postgres';
      await eventually(async () => (await system.sql(null, waits(where))).length > 0, { describe: program.output });
      expect(await program.stop('SIGKILL')).toBe('SIGKILL');
      await holder.end();

      const { TESSERA_ROOT_KEY, TESSERA_ROOT_KEY_NEXT } = await system.env();
      const kept = decode(TESSERA_ROOT_KEY_NEXT);
      expect(decode(TESSERA_ROOT_KEY)).toEqual(root);
      await eventually(async () => JSON.stringify(await openedBy(kept)) === JSON.stringify(opened()));
      expect(await replace({ TESSERA_ROOT_KEY_NEXT: randomBytes(32).toString('hex') })).toEqual(refusedWith('A replacement by another root key was begun'));
      expect(await replace()).toEqual(done);
      expect(await system.rootKey()).toEqual(kept);
      expect([await system.opened(kept), await openedBy(kept), await openedBy(root)]).toEqual([PLAINTEXTS, listSubgraphNames(), []]);
      expect(await system.run('migrate')).toMatchObject({ code: 0 });
    });

    it('and no service is started before that where databases have the next one', async () => {
      const holder = await system.connect(null);
      await holder.query(rolesOf('crm'));
      const program = system.start('keys', REPLACE);
      await eventually(async () => (await openedBy(root)).length < 4, { describe: program.output });
      await program.stop('SIGKILL');
      await holder.end();
      expect(await system.run('migrate')).toEqual(refusedWith('Where a replacement of the key was cut off, `npm run keys -- --replace-root` finishes it.'));
      expect(await replace()).toEqual(done);
    });
  });
});

describe("a data folder's own root key", () => {
  const file = (name: string) => join(system.folder, '.tessera', name);
  const read = (name: string) => decode(readFileSync(file(name), 'utf8').trim());
  beforeAll(async () => {
    system = await createStoppedSystem('data folder');
  });
  afterAll(async () => system[Symbol.asyncDispose]());
  beforeEach(readRoot);

  it('is replaced in its file, and the former one kept beside it', async () => {
    expect(await replace()).toEqual(done);
    expect(read('root.key.before')).toEqual(root);
    expect(['root.key', 'root.key.before'].map((name) => statSync(file(name)).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(existsSync(file('root.key.next'))).toBe(false);
    expect(await system.opened(read('root.key'))).toEqual(PLAINTEXTS);
    expect(await system.run('migrate')).toMatchObject({ code: 0 });
    const made = readFileSync(file('root.key'));
    copyFileSync(file('root.key.before'), file('root.key'));
    expect(await system.run('migrate')).toEqual(refusedWith('was made with another root key'));
    writeFileSync(file('root.key'), made);
  });

  it('is replaced by a second run where the first was cut off before its last step', async () => {
    await replace();
    const made = read('root.key');
    renameSync(file('root.key'), file('root.key.next'));
    copyFileSync(file('root.key.before'), file('root.key'));
    rmSync(file('root.key.before'));
    expect(await system.run('migrate')).toEqual(refusedWith('`npm run keys -- --replace-root` finishes it'));
    expect(await replace()).toEqual(done);
    expect([read('root.key'), read('root.key.before')]).toEqual([made, root]);
    expect(await system.run('migrate')).toMatchObject({ code: 0 });
  });
});


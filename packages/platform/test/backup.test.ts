import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asAdmin, createBackup, openDataFolder, removeDataFolder, restoreBackup, serverFromEmbedded, startEmbeddedPostgres,
  type DataFolder, type EmbeddedPostgres,
} from '@tessera/platform';

let home: string;
let dataDir: string;
let folder: DataFolder;
let server: EmbeddedPostgres;
const opened: string[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tessera-backup-'));
  dataDir = join(home, 'data');
  await start();
  await ask('CREATE TABLE ledger (id int PRIMARY KEY); INSERT INTO ledger SELECT generate_series(1, 1000)');
  await ask(`CREATE SCHEMA tessera; CREATE TABLE tessera.epoch (value uuid);
    INSERT INTO tessera.epoch VALUES (gen_random_uuid());
    CREATE FUNCTION tessera.renew_epoch() RETURNS uuid LANGUAGE sql
      AS 'UPDATE tessera.epoch SET value = gen_random_uuid() RETURNING value'`);
});
afterAll(async () => {
  await stop();
  for (const each of [dataDir, ...opened]) await removeDataFolder(each);
  await rm(home, { recursive: true, force: true });
});

async function start(): Promise<void> {
  folder = await openDataFolder({ dataDir, production: false });
  server = await startEmbeddedPostgres({ dataDir });
}
async function stop(): Promise<void> {
  await server.stop();
  await folder.release();
}
async function ask<T extends object>(sql: string, on: EmbeddedPostgres = server): Promise<T[]> {
  return asAdmin(serverFromEmbedded(on), async (client) => (await client.query<T>(sql)).rows);
}
const backup = (name: string) => createBackup({ dataDir, production: false, target: join(home, name) });
const restore =
  (name: string, target: string, force = false) => restoreBackup({ archive: join(home, name), dataDir: target, force });

/** A folder that afterAll removes together with databases of its own elsewhere. */
function newFolder(name: string): string {
  const path = join(home, name);
  opened.push(path);
  return path;
}

async function inspect<T>(target: string, work: (server: EmbeddedPostgres) => Promise<T>): Promise<T> {
  const restored = await startEmbeddedPostgres({ dataDir: target });
  try {
    return await work(restored);
  } finally {
    await restored.stop();
  }
}

describe('a backup', () => {
  it('taken while rows are being written holds a state that once was, with keys and accounts', async () => {
    let writing = true;
    const writer = (async () => {
      for (let id = 10_001; writing; id += 1) await ask(`INSERT INTO ledger VALUES (${id})`);
    })();
    await backup('running.tar.gz');
    writing = false;
    await writer;
    expect((await stat(join(home, 'running.tar.gz'))).mode & 0o777).toBe(0o600);

    const target = newFolder('restored');
    await restore('running.tar.gz', target);
    expect(await readFile(join(target, 'root.key'))).toEqual(await readFile(join(dataDir, 'root.key')));
    const rows = await inspect(target, (restored) => ask<{ first: string; gaps: string }>(`
      SELECT count(*) FILTER (WHERE id <= 1000) AS first,
             coalesce(max(id), 10000) - 10000 - count(*) FILTER (WHERE id > 10000) AS gaps FROM ledger`, restored));
    expect(rows).toEqual([{ first: '1000', gaps: '0' }]);
  });

  it('gives the event logs a new epoch when it is restored', async () => {
    const epoch = (on: EmbeddedPostgres) => ask<{ value: string }>('SELECT value FROM tessera.epoch', on);
    const [before] = await epoch(server);
    const [after] = await inspect(join(home, 'restored'), epoch);
    expect(after?.value).not.toBe(before?.value);
  });

  it('can be taken of a Tessera that does not run', async () => {
    await stop();
    await backup('stopped.tar.gz');
    await restore('stopped.tar.gz', newFolder('from-stopped'));
    await start();
  });

  it('is not written over a file that is there', async () => {
    await writeFile(join(home, 'precious'), 'mine');
    await expect(backup('precious')).rejects.toThrow(/exists already/);
    expect(await readFile(join(home, 'precious'), 'utf8')).toBe('mine');
  });

  it('is not restored over data unless told to, and then keeps that aside', async () => {
    const target = join(home, 'restored');
    await expect(restore('running.tar.gz', target)).rejects.toThrow(/holds data already: add `--force`/);
    const aside = await restore('running.tar.gz', target, true);
    opened.push(aside ?? '');
    expect(await readdir(aside ?? '')).toContain('root.key');
  });

  it('is not restored under a running Tessera', async () => {
    await expect(restore('running.tar.gz', dataDir, true)).rejects.toThrow(/runs on .*: stop it first/);
  });

  it.each([
    ['cut off', async (file: string) => truncate(file, Math.floor((await stat(file)).size / 2))],
    ['altered', async (file: string) => {
      const bytes = await readFile(file);
      bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
      await writeFile(file, bytes);
    }],
  ])('that was %s is refused, and nothing is left of the attempt', async (_, damage) => {
    const archive = join(home, 'damaged.tar.gz');
    await writeFile(archive, await readFile(join(home, 'running.tar.gz')));
    await damage(archive);
    const before = await readdir(home);
    await expect(restore('damaged.tar.gz', join(home, 'never'))).rejects.toThrow(
      /cannot be restored: .*Nothing was changed/,
    );
    expect(await readdir(home)).toEqual(before);
  });
});

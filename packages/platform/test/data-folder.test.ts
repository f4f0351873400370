import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMAT_VERSION, lockDataFolder, openDataFolder, upgradeFormat, writeFormat } from '@tessera/platform';

let home: string;
let dataDir: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tessera-folder-'));
  dataDir = join(home, 'data');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const open =
  (more: { given?: Uint8Array; production?: boolean } = {}) => openDataFolder({ dataDir, production: false, ...more });

describe('a data folder', () => {
  it('keeps its root key, readable by its owner only', async () => {
    const first = await open();
    await first.release();
    const second = await open();
    await second.release();
    expect(second.rootKey).toEqual(first.rootKey);
    expect((await stat(join(dataDir, 'root.key'))).mode & 0o777).toBe(0o600);
  });

  it('belongs to one Tessera at a time', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow(/already runs on/);
    await first.release();
    await (await open()).release();
  });

  it('is taken over from a process that is gone', async () => {
    await (await open()).release();
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(join(dataDir, 'lock'), JSON.stringify({ pid, born: null }));
    await (await open()).release();
  });

  it('is taken over when the old process id belongs to somebody else by now', async () => {
    await (await open()).release();
    await writeFile(join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, born: 'another boot/1' }));
    await (await open()).release();
  });

  it('goes to exactly one of many that find a stale lock at the same time', async () => {
    await (await open()).release();
    await writeFile(join(dataDir, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, born: null }));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(dataDir)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses another root key than the one it was made with', async () => {
    await (await open()).release();
    await expect(open({ given: randomBytes(32) })).rejects.toThrow(/made with another root key/);
  });

  it('makes nothing in production without a supplied key', async () => {
    await expect(open({ production: true })).rejects.toThrow(/TESSERA_ROOT_KEY/);
    expect(await readdir(home)).toEqual([]);
  });

  it('keeps no root key when one is supplied', async () => {
    await (await open({ production: true, given: randomBytes(32) })).release();
    expect(await readdir(dataDir)).not.toContain('root.key');
  });

  it('is refused with the cure when it is a file or cannot be made', async () => {
    await writeFile(dataDir, '');
    await expect(open()).rejects.toThrow(/is a file: set TESSERA_DATA_DIR/);
    dataDir = '/proc/tessera';
    await expect(open()).rejects.toThrow(/cannot be written .*: set TESSERA_DATA_DIR/);
  });

  // Root may write everywhere.
  if (process.getuid?.() !== 0) {
    it('is refused with the cure when this user may not write to it', async () => {
      await chmod(home, 0o500);
      await expect(open()).rejects.toThrow(/cannot be written .*: set TESSERA_DATA_DIR/);
      await chmod(home, 0o700);
    });
  }
});

describe("a data folder's format", () => {
  const steps = [1, 2].map((from) => ({
    from,
    description: `from ${from}`,
    run: async (folder: string) => writeFile(join(folder, `step-${from}`), ''),
  }));

  it('is brought up to date step by step, and records each', async () => {
    await (await open()).release();
    await upgradeFormat(dataDir, { version: 1 }, 3, steps);
    expect(await readdir(dataDir)).toEqual(expect.arrayContaining(['step-1', 'step-2']));
    expect(JSON.parse(await readFile(join(dataDir, 'format.json'), 'utf8'))).toMatchObject({ version: 3 });
  });

  it('goes on after the last step that was done', async () => {
    await (await open()).release();
    await upgradeFormat(dataDir, { version: 2 }, 3, steps);
    expect(await readdir(dataDir)).not.toContain('step-1');
  });

  it('of a newer release is refused, and nothing is changed', async () => {
    await (await open()).release();
    await writeFormat(dataDir, { version: FORMAT_VERSION + 1 });
    await expect(open()).rejects.toThrow(/written by a newer Tessera/);
    expect(await readdir(dataDir)).not.toContain('lock');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asAdmin, openDataFolder, removeDataFolder, serverFromEmbedded, startEmbeddedPostgres, type EmbeddedPostgres,
} from '@tessera/platform';

let home: string;
let dataDir: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tessera-postgres-'));
  dataDir = join(home, 'data');
  await (await openDataFolder({ dataDir, production: false })).release();
  server = await startEmbeddedPostgres({ dataDir });
  await ask('CREATE TABLE kept (id int PRIMARY KEY)');
});
afterAll(async () => {
  await server.stop();
  await removeDataFolder(dataDir);
  await rm(home, { recursive: true, force: true });
});

async function ask<T extends object>(sql: string): Promise<T[]> {
  return asAdmin(serverFromEmbedded(server), async (client) => (await client.query<T>(sql)).rows);
}
const kept = async () => (await ask<{ id: number }>('SELECT id FROM kept ORDER BY id')).map(({ id }) => id);
const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the embedded PostgreSQL', () => {
  it('writes durably, with checksums', async () => {
    const [settings] =
      await ask("SELECT current_setting('fsync') AS fsync, current_setting('data_checksums') AS checksums");
    expect(settings).toEqual({ fsync: 'on', checksums: 'on' });
  });

  it('lets nobody in without the password', async () => {
    const known = serverFromEmbedded(server);
    const stranger = { ...known, admin: { ...known.admin, password: 'guess' } };
    await expect(asAdmin(stranger, async () => undefined)).rejects.toThrow(/password authentication failed/);
  });

  it('is gone once it was stopped, and has every row at its next start', async () => {
    await ask('INSERT INTO kept VALUES (1)');
    const pid = server.pid();
    await server.stop();
    expect(isThere(pid)).toBe(false);
    server = await startEmbeddedPostgres({ dataDir });
    expect(await kept()).toEqual([1]);
  });

  it('is started again when it is killed, at the same address, with no committed row lost', async () => {
    await ask('INSERT INTO kept VALUES (2)');
    const before = server.pid();
    process.kill(before, 'SIGKILL');
    for (const until = Date.now() + 20_000; server.pid() === before && Date.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(server.pid()).not.toBe(before);
    expect(await kept()).toEqual([1, 2]);
  });

  it('is stopped and taken over when it outlived the process that started it', async () => {
    await server.stop();
    const script = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(join(__dirname, '../src/index.ts'))});
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
      console.log(server.pid());
      setInterval(() => undefined, 1000);`;
    const child =
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await once(child, 'exit');
    const orphan = Number(printed.toString());
    expect(isThere(orphan)).toBe(true);

    server = await startEmbeddedPostgres({ dataDir });
    expect(server.pid()).not.toBe(orphan);
    expect(await kept()).toEqual([1, 2]);
  });

  it('runs as somebody else when it is started by root, who may not run it', async () => {
    const [line] = (await readFile(`/proc/${server.pid()}/status`, 'utf8')).match(/^Uid:.*$/m) ?? [''];
    expect(line.split(/\s+/)[1]).not.toBe('0');
  });
});

import { mkdtemp, rename, rm, symlink, unlink, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import { pino } from 'pino';
import { watchFiles } from '../src/watch-files.ts';

let folder: string;
let path: string;
let inUse: string;
let lines: { level: number; msg: string; err?: { message: string } }[];
let watcher: { stop(): Promise<void> };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-watch-'));
  path = join(folder, 'supergraph.graphql');
  await writeFile(path, 'one');
  inUse = 'one';
  lines = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const apply = async () => {
    const text = await readFile(path, 'utf8');
    if (text === 'broken') throw new Error('line 1 is wrong');
    inUse = text;
  };
  watcher = watchFiles({ paths: [path], apply, log });
});
afterEach(async () => {
  await watcher.stop();
  await rm(folder, { recursive: true });
});

describe('a watched file', () => {
  it('is put to use when it has changed', async () => {
    await writeFile(path, 'two!');
    await eventually(async () => inUse === 'two!');
  });

  it('is put to use when another is moved into its place, or a link to it is turned', async () => {
    await writeFile(join(folder, 'next'), 'moved');
    await rename(join(folder, 'next'), path);
    await eventually(async () => inUse === 'moved');
    await writeFile(join(folder, 'data'), 'linked');
    await unlink(path);
    await symlink(join(folder, 'data'), path);
    await eventually(async () => inUse === 'linked');
  });

  it('keeps what was in use when it is broken, says why, and goes on watching', async () => {
    await writeFile(path, 'broken');
    await eventually(async () => lines.length > 0);
    expect(lines[0]).toMatchObject({ level: 50, err: { message: 'line 1 is wrong' }, msg: expect.stringContaining('stays') });
    expect(inUse).toBe('one');
    await writeFile(path, 'mended');
    await eventually(async () => inUse === 'mended');
  });
});

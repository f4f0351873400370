import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { MediaStorage } from './storage.ts';

const KEY = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/;

/** A folder of this machine, or one that several share. */
export function folderStorage(dir: string): MediaStorage {
  const pathOf = (key: string) => {
    if (!KEY.test(key)) throw new Error(`"${key}" is not a key of the media storage.`);
    return join(dir, key);
  };
  return {
    async put(key, path) {
      const target = pathOf(key);
      // Whoever reads meanwhile finds all of it or nothing.
      const half = `${target}.${randomUUID()}.part`;
      await mkdir(dirname(target), { recursive: true });
      try {
        await copyFile(path, half);
        await rename(half, target);
      } finally {
        await rm(half, { force: true });
      }
    },
    async read(key, range) {
      try {
        const file = await open(pathOf(key));
        return createReadStream('', { ...range, fd: file });
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw error;
      }
    },
    async remove(key) {
      const path = pathOf(key);
      await rm(path, { force: true });
      await removeHalves(path);
      // The file's own folder goes with the last that is in it.
      await rmdir(dirname(path)).catch((error: unknown) => {
        if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
      });
    },
  };
}

/** What a process that ended while it stored a file left of it. */
async function removeHalves(path: string): Promise<void> {
  const [dir, name] = [dirname(path), basename(path)];
  const there = await readdir(dir).catch(() => []);
  const halves = there.filter((each) => each.startsWith(`${name}.`) && each.endsWith('.part'));
  await Promise.all(halves.map((half) => rm(join(dir, half), { force: true })));
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | null)?.code;

import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'tessera-upload-';
/** By then whoever was receiving something in it has come to an end. */
const HOUR_MS = 60 * 60 * 1000;

/** Makes a folder for one upload while it is looked at, removed when `work` has ended. */
export async function withUploadFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), PREFIX));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Removes the folders of processes of this user that ended during an upload. @returns how many */
export async function removeOldUploadFolders(): Promise<number> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  let removed = 0;
  for (const name of names) {
    const dir = join(tmpdir(), name);
    if (!(await isLeft(dir))) continue;
    await rm(dir, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** Old, and this user's: a temporary folder may be shared, and anything may lie in it. */
async function isLeft(dir: string): Promise<boolean> {
  // Another process may have removed it meanwhile.
  const found = await lstat(dir).catch(() => null);
  if (!found?.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) return false;
  return Date.now() - found.mtimeMs > HOUR_MS;
}

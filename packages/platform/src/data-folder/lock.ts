import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, OperatorError } from '../operator-error.ts';

const ATTEMPTS = 5;

/** Who holds a data folder. `born` tells the process from a later one that was given the same id. */
interface Holder {
  readonly pid: number;
  readonly born: string | null;
}

export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Claims a data folder for this process. A lock whose process is gone is taken over.
 * @throws OperatorError when another Tessera holds it
 */
export async function lockDataFolder(dataDir: string): Promise<DataFolderLock> {
  const path = join(dataDir, 'lock');
  const mine: Holder = { pid: process.pid, born: bornAt(process.pid) };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await claim(path, mine)) return { release: () => release(path, mine) };
    const holder = await readHolder(path);
    if (holder && isAlive(holder)) {
      throw new OperatorError(
        `Tessera already runs on ${dataDir} (process ${holder.pid}): ` +
          'stop it, or set TESSERA_DATA_DIR to another folder.',
      );
    }
    await discard(path);
  }
  throw new OperatorError(`${path} is being fought over: stop the other Tessera on this folder and start again.`);
}

/** The process that runs on a data folder, or null. */
export async function findRunning(dataDir: string): Promise<number | null> {
  const holder = await readHolder(join(dataDir, 'lock'));
  return holder && isAlive(holder) ? holder.pid : null;
}

/** `link` fails when the lock exists, and what it makes is complete from the first moment. */
async function claim(path: string, mine: Holder): Promise<boolean> {
  const draft = draftOf(path);
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Of two that found the same stale lock only one wins the rename. If it caught a live one in between, that one is put
 * back.
 */
async function discard(path: string): Promise<void> {
  const aside = draftOf(path);
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const caught = await readHolder(aside);
  if (caught && isAlive(caught)) await rename(aside, path);
  else await rm(aside, { force: true });
}

async function release(path: string, mine: Holder): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.pid === mine.pid && holder.born === mine.born) await rm(path, { force: true });
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  return isProcess(holder.pid) && (holder.born === null || holder.born === bornAt(holder.pid));
}

/** True when the process runs, ours to signal or not. One that ended but that nobody waited for does not run. */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return statOf(pid)?.[0] !== 'Z';
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The process's start in clock ticks since boot, and which boot; null where there is no /proc. */
function bornAt(pid: number): string | null {
  const ticks = statOf(pid)?.[19];
  return ticks === undefined ? null : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
}

/** The fields of /proc/<pid>/stat from the third, the state; the second, a name in parentheses, may hold anything. */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

const draftOf = (path: string) => `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;

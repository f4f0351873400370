import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isProcess } from '../data-folder/lock.ts';
import { OperatorError } from '../operator-error.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { ClusterPlace } from './place.ts';
import { runProgram } from './run-program.ts';

const STOP_MS = 30_000;

/**
 * Stops a server that outlived the Tessera that started it (`kill -9` does not reach it). Call it only under the data
 * folder's lock. A process that merely was given the old server's id is left alone.
 * @returns whether there was one
 */
export async function stopOrphan(place: ClusterPlace, binaries: PostgresBinaries): Promise<boolean> {
  const pidFile = join(place.cluster, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  // A dead server's file is left to the next server: it also looks for sessions that are still attached.
  if (!(pid > 0) || !isProcess(pid)) return false;
  if (platform() === 'win32') {
    await runProgram(binaries.pgCtl, ['stop', '-D', place.cluster, '-m', 'fast'], { cwd: place.cluster, user: null });
    return true;
  }
  if (!(await isServerOf(pid, place.cluster))) {
    await rm(pidFile, { force: true });
    return false;
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal);
    if (await isGone(pid)) return true;
  }
  throw new OperatorError(
    `The database server ${pid} of an earlier start does not stop: end it with \`kill -9 ${pid}\`.`,
  );
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (folder !== null) return folder === (await realpath(cluster));
  const listed = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).catch(() => null);
  return listed?.stdout.includes(cluster) ?? false;
}

async function isGone(pid: number): Promise<boolean> {
  for (const until = Date.now() + STOP_MS; Date.now() < until; await sleep(20)) {
    if (!isProcess(pid)) return true;
  }
  return false;
}

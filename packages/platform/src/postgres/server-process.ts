import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, stat, type FileHandle } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.ts';
import type { ClusterPlace } from './place.ts';
import { asUser, programEnv, runProgram } from './run-program.ts';

/** Recovery after a crash replays the log, which on a slow disk takes a while; it is bounded all the same. */
const START_MS = 5 * 60_000;
const FAST_STOP_MS = 30_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

export interface ServerProcess {
  readonly pid: number;
  /** Settles when the server is gone, for whatever reason. */
  readonly exited: Promise<void>;
  /** Fast shutdown: sessions are cut, what was committed is written. After 30 s immediate: the next start recovers. */
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly place: ClusterPlace;
  readonly binaries: PostgresBinaries;
  /** A folder of a Unix socket, or a loopback address. */
  readonly host: string;
  readonly port: number;
  readonly logFile: string;
}

/** The server ended before it was ready; `log` is what it wrote. */
export class LaunchError extends Error {
  readonly log: string;
  constructor(log: string) {
    super(`The database server did not start: ${lastReason(log)}`);
    this.log = log;
  }
}

const running = new Set<ChildProcess>();

/**
 * Ends every server that this process started, at once; they recover at their next start. For an end that cannot wait:
 * they live in sessions of their own and would outlive this process.
 */
export function killServers(): void {
  for (const child of running) child.kill('SIGQUIT');
}

/** Starts the server and waits until it accepts connections. @throws LaunchError */
export async function launchServer(options: LaunchOptions): Promise<ServerProcess> {
  const log = await openLog(options.logFile);
  const child = await spawnLogged(options, log.handle);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // One that is refused may have ended while its log was closed.
    if (hasEnded(child)) resolve();
  });
  const readyBy = Date.now() + START_MS;
  while (!(await isReady(options.place.cluster, child.pid))) {
    if (hasEnded(child)) throw new LaunchError((await readFile(options.logFile, 'utf8')).slice(log.offset));
    if (Date.now() > readyBy) {
      child.kill('SIGQUIT');
      throw new LaunchError(`it was not ready after ${START_MS / 60_000} minutes; see ${options.logFile}`);
    }
    await sleep(15);
  }
  return { pid: child.pid ?? 0, exited, stop: () => stopServer(options, child, exited) };
}

/** The server has its own handle of the log once it runs. */
async function spawnLogged(options: LaunchOptions, log: FileHandle): Promise<ChildProcess> {
  try {
    return await spawnServer(options, log);
  } finally {
    await log.close();
  }
}

/**
 * In a session of its own: Ctrl-C in a terminal reaches every process of the foreground group, and the database must
 * outlive the services that still finish their requests.
 */
async function spawnServer(options: LaunchOptions, log: FileHandle): Promise<ChildProcess> {
  const child = spawn(options.binaries.postgres, serverArguments(options), {
    cwd: options.place.cluster,
    env: programEnv(),
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
    ...asUser(options.place.user),
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function serverArguments({ place, host, port }: LaunchOptions): string[] {
  const onSocket = host.startsWith('/');
  const settings = {
    port: String(port),
    listen_addresses: onSocket ? '' : host,
    unix_socket_directories: onSocket ? host : '',
    unix_socket_permissions: '0700',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
  };
  return ['-D', place.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Line 8 of postmaster.pid says `ready`; line 1 tells this server's file from one that a crash left behind. */
async function isReady(cluster: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

async function stopServer(
  { place, binaries }: LaunchOptions,
  child: ChildProcess,
  exited: Promise<void>,
): Promise<void> {
  if (hasEnded(child)) return;
  if (platform() === 'win32') {
    const args = ['stop', '-D', place.cluster, '-m', 'fast', '-w'];
    await runProgram(binaries.pgCtl, args, { cwd: place.cluster, user: null });
    return exited;
  }
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), FAST_STOP_MS);
  await exited;
  clearTimeout(timer);
}

async function openLog(path: string): Promise<{ handle: FileHandle; offset: number }> {
  const size = await stat(path).then((found) => found.size, () => 0);
  if (size > MAX_LOG_BYTES) await rename(path, `${path}.1`);
  return { handle: await open(path, 'a', 0o600), offset: size > MAX_LOG_BYTES ? 0 : size };
}

function lastReason(log: string): string {
  const lines = log.trim().split('\n');
  const fatal = lines.findLast((line) => /\b(FATAL|PANIC|ERROR)\b|^postgres: /.test(line));
  return (fatal ?? lines.at(-1) ?? '').replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '') || 'it wrote nothing';
}

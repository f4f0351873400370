import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { OperatorError } from '@tessera/platform';
import { ROOT } from './services.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/** A service that does not drain in this time is ended. */
const STOP_MS = 20_000;
const RESTART_AFTER_MS = 500;
/** One that was ready and then ended this often within a minute is given up. */
const MAX_RESTARTS = 10;

const running = new Set<ChildProcess>();

export interface ChildService {
  readonly name: string;
  /** Rejects when the service keeps ending. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

export interface ChildServiceOptions {
  readonly name: string;
  /** From the repository's root, e.g. `['tools/serve.ts', 'crm']`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Answers 200 once the service is ready. */
  readonly readyUrl: string;
  say(line: string): void;
}

/**
 * Starts a service in a process of its own, waits until it is ready, and keeps it running: one that ends unexpectedly
 * is started again. It has a session of its own, because Ctrl-C in a terminal would otherwise stop every service at
 * once and not in order.
 * @throws OperatorError when it ends before it is ready
 */
export async function startChildService(options: ChildServiceOptions): Promise<ChildService> {
  const { name } = options;
  let current = spawnService(options);
  let stopping = false;
  const stop = async () => {
    stopping = true;
    await stopChild(current);
  };
  const early = endOf(current).then((ending) => {
    throw new OperatorError(`The service ${name} did not start (${ending}); its reason is printed above.`);
  });
  try {
    const ready = Promise.all([isListening(current), waitUntilReady(`The service ${name}`, options.readyUrl)]);
    await Promise.race([early, ready]);
  } catch (error) {
    await stop();
    throw error;
  }
  const failed = keepRunning(options, () => stopping, current, (next) => (current = next));
  // Whoever started it may not listen yet when it fails.
  failed.catch(() => undefined);
  return { name, failed, stop };
}

async function keepRunning(
  options: ChildServiceOptions,
  isStopping: () => boolean,
  first: ChildProcess,
  onNext: (child: ChildProcess) => void,
): Promise<never> {
  const endings: number[] = [];
  for (let child = first; ; ) {
    const ending = await endOf(child);
    if (isStopping()) return new Promise<never>(() => undefined);
    endings.push(Date.now());
    if (endings.filter((time) => time > Date.now() - 60_000).length > MAX_RESTARTS) {
      throw new OperatorError(`The service ${options.name} keeps ending (${ending}); its reason is printed above.`);
    }
    options.say(`The service ${options.name} ended (${ending}) and is started again.`);
    await sleep(RESTART_AFTER_MS);
    if (isStopping()) continue;
    child = spawnService(options);
    onNext(child);
  }
}

/** Told by the child itself: a stranger that listens on its port would answer `readyUrl` as well. */
function isListening(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('message', () => resolve()));
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await endOf(child);
  clearTimeout(timer);
}

/** Ends every service at once, for an end that cannot wait. */
export function killServices(): void {
  for (const child of running) child.kill('SIGKILL');
}

function spawnService({ args, env }: ChildServiceOptions): ChildProcess {
  const preload = pathToFileURL(join(import.meta.dirname, 'end-with-parent.ts')).href;
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function endOf(child: ChildProcess): Promise<string> {
  const describe = () => (child.signalCode ? child.signalCode : `exit code ${child.exitCode}`);
  if (!running.has(child)) return Promise.resolve(describe());
  return new Promise((resolve) => child.once('exit', () => resolve(describe())));
}

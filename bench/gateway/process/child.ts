import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Reply } from './channel.ts';

/** A process of the benchmark, on a core of its own. */
export interface Child {
  readonly pid: number;
  ask<T>(question: string, of?: unknown): Promise<T>;
  /** The end of what it has written to standard error. */
  complaint(): string;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * @param core the one core that the process and all its threads may use; null: any
 * @param program a script of ours, run by the Node that runs this
 */
export function startChild(
  core: number | null,
  program: string,
  args: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): Child {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', ...nodeOptions, program, ...args];
  const [executable = '', ...rest] = core === null ? command : ['taskset', '-c', String(core), ...command];
  const child = spawn(executable, rest, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', APOLLO_TELEMETRY_DISABLED: 'true' },
  });
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)));
  child.on('message', (reply: Reply) => {
    const promise = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) promise?.reject(new Error(reply.error));
    else promise?.resolve(reply.result);
  });
  const failAll = (why: string) => {
    for (const promise of waiting.values()) promise.reject(new Error(`${program} ${why}\n${complaint}`));
    waiting.clear();
  };
  child.once('error', (error) => failAll(`could not be started: ${error.message}`));
  child.once('exit', (code, signal) => failAll(`ended (${signal ?? code}).`));
  return {
    pid: child.pid ?? 0,
    ask: <T>(ask: string, of?: unknown) =>
      new Promise<T>((resolve, reject) => {
        const id = (asked += 1);
        waiting.set(id, { resolve: (result) => resolve(result as T), reject });
        child.send({ id, ask, of }, (error) => error && reject(error));
      }),
    complaint: () => complaint,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

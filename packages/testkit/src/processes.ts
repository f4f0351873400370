import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

/** A program under test: its output so far, and how it ended. */
export interface TestProcess {
  readonly child: ChildProcess;
  /** Everything it printed, both streams. */
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Sends a signal and waits for the end; kills it when it takes longer than `withinMs`. */
  stop(signal?: NodeJS.Signals, withinMs?: number): Promise<number | string>;
}

/** Whom a program runs as, where that is somebody else. */
export interface TestUser {
  readonly uid: number;
  readonly gid: number;
  /** A Node that this user can run, where that is another than ours. */
  readonly node?: string;
}

/** Starts a Node program of the project's in a process of its own, with only the environment that is given. */
export function startProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
  { node = process.execPath, ...options }: Partial<TestUser> & Pick<SpawnOptions, 'detached'> = {},
): TestProcess {
  const child = spawn(node, [...args], { ...options, cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return {
    child,
    output: () => chunks.join(''),
    ended,
    async stop(signal = 'SIGTERM', withinMs = 20_000) {
      child.kill(signal);
      const giveUp = setTimeout(() => child.kill('SIGKILL'), withinMs);
      const end = await ended;
      clearTimeout(giveUp);
      return end;
    },
  };
}

/** Polls until `probe` gives something, and fails with `describe()` when the time is up. */
export async function eventually<T>(
  probe: () => Promise<T | null | undefined | false>,
  options: { withinMs?: number; everyMs?: number; describe?: () => string } = {},
): Promise<T> {
  const { withinMs = 30_000, everyMs = 50, describe = () => 'It did not happen in time.' } = options;
  const deadline = Date.now() + withinMs;
  let lastError: unknown;
  while (Date.now() < deadline) {
    try {
      const found = await probe();
      if (found !== undefined && found !== null && found !== false) return found;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(describe(), { cause: lastError });
}

import { spawn } from 'node:child_process';
import type { ServerUser } from './server-user.ts';

/**
 * The environment for PostgreSQL's programs: nothing of ours, because PGDATA, PGPORT and the like would change what
 * they do, and messages have to be in one language.
 */
export function programEnv(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

/** Who a child runs as; empty for ourselves. */
export const asUser = (user: ServerUser | null) => (user ? { uid: user.uid, gid: user.gid } : {});

/** Runs one of PostgreSQL's programs to its end. @throws Error with what it wrote, when it fails */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly user: ServerUser | null },
): Promise<void> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: programEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...asUser(options.user),
  });
  let output = '';
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(output.trim() || `${program} ended with code ${code}`);
}

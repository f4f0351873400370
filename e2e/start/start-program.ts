import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment, freePort, REPOSITORY, startProcess, type TestUser } from '@tessera/testkit';

/** How a start ended that was not to succeed. */
export interface EndedStart {
  readonly code: number | string;
  readonly output: string;
}

/** Runs `tools/start.ts` to its end, with these settings and a free port. */
export async function runToEnd(
  settings: NodeJS.ProcessEnv,
  {
    args = [],
    user,
    root = REPOSITORY,
  }: { readonly args?: readonly string[]; readonly user?: TestUser; readonly root?: string } = {},
): Promise<EndedStart> {
  const env = { ...cleanEnvironment(), PORT: String(await freePort()), ...settings };
  const program = startProcess(['tools/start.ts', ...args], env, root, user);
  const giveUp = setTimeout(() => program.child.kill('SIGTERM'), 45_000);
  const code = await program.ended;
  clearTimeout(giveUp);
  return { code, output: program.output() };
}

/** A folder for one test, removed after it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tessera-start-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

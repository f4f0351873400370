import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tests of one file. */
export interface FileCounts {
  readonly path: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface JestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Runs Jest in a process of its own, and counts from its own report. A file that cannot load counts as one failed test.
 * @returns null when Jest left no report
 */
export async function runJest(
  root: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<readonly FileCounts[] | null> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-jest-'));
  const report = join(folder, 'report.json');
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const all = [jest, '--maxWorkers=2', '--json', `--outputFile=${report}`, ...args];
  const child = spawn(process.execPath, all, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise((resolve) => child.once('close', resolve));
  try {
    return (JSON.parse(await readFile(report, 'utf8')) as JestResults).testResults.map(countFile);
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function countFile({ name, status, assertionResults }: JestResults['testResults'][number]): FileCounts {
  const count = (...statuses: string[]) => assertionResults.filter((each) => statuses.includes(each.status)).length;
  const failed = count('failed');
  return {
    path: name,
    passed: count('passed'),
    failed: status === 'failed' ? Math.max(1, failed) : failed,
    skipped: count('pending', 'todo', 'disabled'),
  };
}

import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = join(import.meta.dirname, 'heap/grow-old.ts');

/** How large old objects become in a process before they are collected, in MB. */
async function largest(...args: readonly string[]): Promise<number> {
  const options = ['--disable-warning=ExperimentalWarning', '--expose-gc', '--max-semi-space-size=4'];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, PROGRAM, ...args]);
  return Number(stdout);
}

it('has old objects collected before they have grown by much more than half', async () => {
  const [early, plain] = [await largest('early'), await largest()];
  expect(early).toBeGreaterThan(60);
  expect(early).toBeLessThan(plain * 0.8);
});

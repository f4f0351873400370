import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, 'heap/read-in-parts.ts');

it('an answer that comes byte by byte takes little more memory than one that comes at once', async () => {
  const options = ['--disable-warning=ExperimentalWarning', '--expose-gc'];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, PROGRAM]);
  expect(stdout).toMatch(/^500000 characters, \d MB$/);
}, 30_000);
